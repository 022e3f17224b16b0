"""Hidden checks for neural_net.py: torch with the same weights as the second opinion."""

from itertools import pairwise

import pytest
import torch
from exercises.micrograd.cases import count, expect_drawn, expect_floats, network, numbers, told

from grader import expect_that, observe, task


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


def expect_as_torch(student, rng, sizes, options):
    """A network has the outputs and the gradients of torch, for the same weights."""
    weights = numbers(rng, count(*sizes), 0.2, 0.9)
    xs = [numbers(rng, sizes[0]) for _ in range(5)]

    got = student.run(network, sizes, weights, xs, options, sizes[1][-1] > 1, told)

    outs, gradient = torch_network(sizes, weights, xs, **options)
    for part, expected, name in (
        ("outs", outs, "the outputs"),
        ("grads", gradient, "the gradients"),
    ):
        names = [f"[{i}]" for i in range(len(expected))]
        expect_floats(got[part], expected, names=names, scale=1.0, name=name)


@task("MLP", category="other sizes")
@pytest.mark.parametrize("sizes", [(3, [4, 4, 1]), (5, [1]), (2, [7, 3, 2])], ids=str)
def test_networks(student, rng, sizes):
    """agrees with torch for the same weights, outputs and gradients"""
    expect_as_torch(student, rng, sizes, {})


@task("Neuron.options", category="other sizes")
@pytest.mark.parametrize(
    ("sizes", "options"),
    [
        ((2, [7, 3, 2]), {"last_linear": True}),
        ((4, [6, 5]), {"nonlin": "relu"}),
        ((3, [2, 3]), {"nonlin": "linear"}),
        ((2, [3, 4, 1]), {"nonlin": "relu", "last_linear": True}),
    ],
    ids=str,
)
def test_options(student, rng, sizes, options):
    """agrees with torch for other nonlinearities"""
    expect_as_torch(student, rng, sizes, options)


@observe
def inputs_as_values(m, nin, x, weights, told):
    """The output, and the gradients of inputs that are Values."""
    neuron = m.Neuron(nin)
    for p, weight in zip(neuron.parameters(), weights, strict=True):
        p.data = weight
    leaves = [m.Value(xi) for xi in x]
    out = neuron(leaves)
    out.backward()
    return [told(out.data), *(told(leaf.grad) for leaf in leaves)]


@task("Neuron", category="edge values")
def test_inputs_as_values(student, rng):
    """hands gradients on to inputs that are Values"""
    weights, x = numbers(rng, 4, 0.2, 0.9), numbers(rng, 3)

    got = student.run(inputs_as_values, 3, x, weights, told)

    [out], _ = torch_network((3, [1]), weights, [x])
    # The slope of tanh is 1 - out**2, that of the sum in an input its weight.
    expected = [out, *(w * (1 - out**2) for w in weights[:3])]
    names = ("out", "x1.grad", "x2.grad", "x3.grad")
    expect_floats(got, expected, names=names, scale=1.0, name="the neuron")


@observe
def layer_weights(m, nin, nout, options, told):
    """The parameters of a layer, neuron by neuron."""
    p = [told(one.data) for one in m.Layer(nin, nout, **options).parameters()]
    return [p[i * (nin + 1) : (i + 1) * (nin + 1)] for i in range(nout)]


@task("Layer", category="edge values")
def test_weights(student):
    """draws the weights of every neuron anew, evenly between -1 and 1"""
    expect_drawn(student.run(layer_weights, 40, 12, {}, told))


@task("Layer", category="other sizes")
def test_layers(student, rng):
    """agrees with torch for layers of 1, 3 and 6 neurons"""
    for nin, nout in ((2, 1), (4, 3), (3, 6)):
        weights, x = numbers(rng, count(nin, [nout]), 0.2, 0.9), numbers(rng, nin)

        got = student.run(layer_outs, nin, nout, weights, x, nout > 1, told)

        outs, _ = torch_network((nin, [nout]), weights, [x])
        names = [f"neuron {i}" for i in range(1, nout + 1)]
        expect_floats(got, outs, names=names, name="the outputs of a layer")


@observe
def layer_outs(m, nin, nout, weights, x, many, told):
    """The outputs of a layer with these weights; `many` says that they are a list."""
    layer = m.Layer(nin, nout)
    for p, weight in zip(layer.parameters(), weights, strict=True):
        p.data = weight
    outs = layer(x)
    return [told(out.data) for out in (outs if many else [outs])]


@observe
def zeroed_some(m, sizes, picks, marks, told):
    """The grads of a network after zero_grad of a model that has some of its parameters."""

    class Some(m.Module):
        def __init__(self, listed):
            self.listed = listed

        def parameters(self):
            return self.listed

    everything = m.MLP(*sizes).parameters()
    for p, mark in zip(everything, marks, strict=True):
        p.grad = mark
    Some([everything[i] for i in picks]).zero_grad()
    return [told(p.grad) for p in everything]


@task("Module.zero_grad", category="other sizes", tolerance_reason="zeros are what is asked for")
def test_zero_grad(student, rng):
    """sets to 0 what parameters() returns, also where models share some of it"""
    sizes = (3, [2, 4, 1])
    size = count(*sizes)
    for share in (size // 2, size):
        picks, marks = rng.sample(range(size), share), numbers(rng, size)

        got = student.run(zeroed_some, sizes, picks, marks, told)

        expected = [0.0 if i in picks else mark for i, mark in enumerate(marks)]
        names = [f"[{i}]" for i in range(size)]
        expect_floats(got, expected, names=names, name="the grads after zero_grad")


@task("Neuron.options", category="edge values")
def test_weights_from_rng(student, rng):
    """draws the weights of every neuron of a layer anew, from rng"""
    expect_drawn(student.run(layer_weights, 40, 12, {"rng": rng}, told))


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


@task("Neuron.options", category="rules")
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
