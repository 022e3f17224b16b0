"""Hidden checks for neural_net.py: torch with the same weights as the second opinion."""

from itertools import pairwise

import pytest
import torch
from exercises.micrograd.cases import count, network, numbers

from grader import expect_equal, expect_numbers, observe, task


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

    got = student.run(network, sizes, weights, xs, options)

    outs, gradient = torch_network(sizes, weights, xs, **options)
    expect_numbers(got["outs"], outs, scale=1.0, name="the outputs")
    expect_numbers(got["grads"], gradient, scale=1.0, name="the gradients")


@observe
def inputs_as_values(m, x, weights):
    """The output, and the gradients of inputs that are Values."""
    neuron = m.Neuron(len(x))
    for p, weight in zip(neuron.parameters(), weights, strict=True):
        p.data = weight
    leaves = [m.Value(xi) for xi in x]
    out = neuron(leaves)
    out.backward()
    return [out.data, *(leaf.grad for leaf in leaves)]


@task("Neuron", category="edge values")
def test_inputs_as_values(student):
    """hands gradients on to inputs that are Values, in the lecture's neuron"""
    got = student.run(inputs_as_values, [2.0, 0.0], [-3.0, 1.0, 6.8813735870195432])

    names = ("out", "x1.grad", "x2.grad")
    expect_numbers(got, [0.5**0.5, -1.5, 0.5], names=names, name="the neuron")


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

    w = got["weights"]
    expect_equal(len({*w}), 480, name="the number of different weights")
    expect_equal(all(-1 <= x <= 1 for x in w + got["biases"]), True, name="that all lie in [-1, 1]")
    expect_equal(len({*got["biases"]}) in (1, 12), True, name="that biases differ, or are all 0")
    none = [0.0] * 12 if len({*got["biases"]}) == 1 else got["biases"]
    expect_equal([float(x) for x in got["biases"]], none, name="the biases")
    # Standard deviations: 0.026 of the mean, 0.018 of the share below -0.5 or above 0.5.
    expect_equal(abs(sum(w) / 480) < 0.14, True, name="that their mean is about 0")
    outer = sum(abs(x) > 0.5 for x in w) / 480
    expect_equal(0.38 < outer < 0.62, True, name="that half of them are above 0.5 in size")


@observe
def layer_lengths(m, length):
    """What layers and networks with 4 inputs raise for another length."""
    found = []
    for model in (m.Layer(4, 2), m.MLP(4, [3, 1]), m.Neuron(4, nonlin="linear")):
        try:
            model([0.5] * length)
            found.append("nothing")
        except Exception as e:
            found.append(type(e).__name__)
    return found


@task("Neuron", category="rules")
def test_wrong_length(student):
    """refuses 1, 3 and 5 inputs with ValueError, in layers and networks too"""
    for length in (1, 3, 5):
        got = student.run(layer_lengths, length)

        expect_equal(got, ["ValueError"] * 3, name=f"what is raised for {length} inputs")
