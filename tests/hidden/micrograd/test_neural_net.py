"""Hidden checks for neural_net.py: torch with the same weights as the second opinion."""

from itertools import pairwise
from statistics import fmean

import pytest
import torch
from exercises.micrograd.cases import count, network, numbers

from grader import expect_numbers, expect_that, observe, task


def torch_network(sizes, weights, xs, nonlin="tanh", last_linear=False):
    """The outputs, and the gradient of their sum, found by torch."""
    w = torch.tensor(weights, dtype=torch.float64, requires_grad=True)
    out = torch.tensor(xs, dtype=torch.float64)
    at, widths = 0, [sizes[0], *sizes[1]]
    for layer, (nin, nout) in enumerate(pairwise(widths), 1):
        block = w[at : at + (nin + 1) * nout].view(nout, nin + 1)
        out = torch.nn.functional.linear(out, block[:, :-1], block[:, -1])
        at += (nin + 1) * nout
        if nonlin != "linear" and not (last_linear and layer == len(sizes[1])):
            out = getattr(out, nonlin)()
    [gradient] = torch.autograd.grad(out.sum(), w)
    return out.flatten().tolist(), gradient.tolist()


@task("Neuron", category="other sizes")
@pytest.mark.parametrize(
    ("sizes", "options"),
    [
        ((3, [4, 4, 1]), {}),
        ((5, [1]), {}),
        ((2, [7, 3, 2]), {"last_linear": True}),
        ((4, [6, 5]), {"nonlin": "relu"}),
        ((3, [2, 3]), {"nonlin": "linear"}),
        ((2, [3, 4, 1]), {"nonlin": "relu", "last_linear": True}),
    ],
    ids=str,
)
def test_networks(student, rng, sizes, options):
    """agrees with torch for the same weights, outputs and gradients"""
    weights = numbers(rng, count(*sizes), 0.2, 0.9)
    xs = [numbers(rng, sizes[0]) for _ in range(5)]

    got = student.run(network, sizes, weights, xs, options, sizes[1][-1] > 1)

    outs, gradient = torch_network(sizes, weights, xs, **options)
    expect_numbers(got["outs"], outs, scale=1.0, name="the outputs")
    expect_numbers(got["grads"], gradient, scale=1.0, name="the gradients")


@observe
def inputs_as_values(m, nin, x, weights):
    """The output, and the gradients of inputs that are Values."""
    neuron = m.Neuron(nin)
    for p, weight in zip(neuron.parameters(), weights, strict=True):
        p.data = weight
    leaves = [m.Value(xi) for xi in x]
    out = neuron(leaves)
    out.backward()
    return [out.data, *(leaf.grad for leaf in leaves)]


@task("Neuron", category="edge values")
def test_inputs_as_values(student, rng):
    """hands gradients on to inputs that are Values"""
    weights, x = numbers(rng, 4, 0.2, 0.9), numbers(rng, 3)

    got = student.run(inputs_as_values, 3, x, weights)

    [out], _ = torch_network((3, [1]), weights, [x])
    # The slope of tanh is 1 - out**2, that of the sum in an input its weight.
    expected = [out, *(w * (1 - out**2) for w in weights[:3])]
    names = ("out", "x1.grad", "x2.grad", "x3.grad")
    expect_numbers(got, expected, names=names, scale=1.0, name="the neuron")


@observe
def spread(m, rng):
    """Weights of a layer drawn from rng, neuron by neuron, and its biases."""
    layer = m.Layer(40, 12, rng=rng)
    p = [one.data for one in layer.parameters()]
    rows = [p[i * 41 : i * 41 + 41] for i in range(12)]
    return {"weights": [x for row in rows for x in row[:-1]], "biases": [row[-1] for row in rows]}


@task("Neuron", category="edge values")
def test_weights(student, rng):
    """draws the weights of every neuron anew, evenly between -1 and 1"""
    got = student.run(spread, rng)

    w, biases = got["weights"], got["biases"]
    again = 480 - len({*w})
    outside = [x for x in w + biases if not -1 <= x <= 1]
    mean, outer = fmean(w), fmean(abs(x) > 0.5 for x in w)
    # Standard deviations: 0.026 of the mean, 0.018 of the share below -0.5 or above 0.5.
    for ok, yours, expected in (
        (not again, f"{again} that were there before", "all different"),
        (not outside, f"{outside[:1]} among them", "numbers from -1 to 1"),
        (abs(mean) < 0.14, f"a mean of {mean:.3f}", "a mean near 0"),
        (0.38 < outer < 0.62, f"{outer:.0%} above 0.5 in size", "half of them"),
    ):
        expect_that(ok, name="480 weights", yours=yours, expected=expected, values=w)
    expect_that(
        len({*biases}) == 12 or not any(biases),
        name="the biases",
        yours=str(biases),
        expected="different ones, or zeros",
    )


@observe
def layer_lengths(m, xs):
    """What layers and networks with 4 inputs make of each x: the number of outputs, or an error."""
    found = []
    for x in xs:
        for model in (m.Layer(4, 2), m.MLP(4, [3, 2]), m.Neuron(4, nonlin="linear")):
            try:
                model(x)
                found.append("nothing")
            except Exception as e:
                found.append(type(e).__name__)
    return found


@task("Neuron", category="rules")
def test_wrong_length(student, rng):
    """refuses 1, 3 and 5 inputs with ValueError, in layers and networks too"""
    lengths = rng.sample([1, 3, 4, 5, 4], 5)

    got = student.run(layer_lengths, [numbers(rng, length) for length in lengths])

    models = ("a layer", "a network", "a neuron")
    for i, raised in enumerate(got):
        length = lengths[i // 3]
        wanted = "nothing" if length == 4 else "ValueError"
        expect_that(
            raised == wanted,
            name=f"what {models[i % 3]} with 4 inputs raises for {length}",
            yours=str(raised),
            expected=wanted,
        )
