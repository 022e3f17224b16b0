"""Visible checks for neural_net.py. Grading uses its own copy of this file."""

import pytest
from exercises.micrograd.cases import (
    NIN,
    NOUTS,
    RTOL,
    count,
    is_smooth,
    network,
    numbers,
    plain_network,
    slopes,
)

from grader import expect_equal, expect_numbers, observe, task


def expect_network(student, rng, sizes, n, **options):
    """Outputs and gradients of a network with random weights, for n inputs."""
    nonlin = options.get("nonlin", "tanh")
    last_linear = options.get("last_linear", False)

    def outs(*w):
        return [out for x in xs for out in plain_network(*sizes, w, x, nonlin, last_linear)]

    def total(*w):
        return sum(outs(*w))

    weights = []
    while not weights or not is_smooth(total, weights):
        weights = numbers(rng, count(*sizes), 0.2, 0.9)
        xs = [numbers(rng, sizes[0]) for _ in range(n)]

    got = student.run(network, sizes, weights, xs, options)

    expect_numbers(got["outs"], outs(*weights), name="the outputs")
    name = "the gradients of the parameters"
    expect_numbers(got["grads"], slopes(total, weights), rtol=RTOL, name=name)


@observe
def neuron(m, weights, xs, nonlin):
    """Outputs of a neuron with these weights, and the gradients of the last one."""
    one = m.Neuron(len(weights) - 1, nonlin=nonlin)
    for p, weight in zip(one.parameters(), weights, strict=True):
        p.data = weight
    outs = [one(x) for x in xs]
    outs[-1].backward()
    return {"outs": [out.data for out in outs], "grads": [p.grad for p in one.parameters()]}


@task("Neuron")
def test_neuron_of_the_lecture(student):
    """gives 0.7071 and the gradients of the lecture's neuron"""
    got = student.run(neuron, [-3.0, 1.0, 6.8813735870195432], [[1.0, 2.0], [2.0, 0.0]], "tanh")

    # tanh(6 - 5.99...) is 0.7071067811865476, its slope 0.5, and the inputs are 2 and 0.
    names = ("w1", "w2", "b")
    expect_numbers(got["outs"][1:], [0.5**0.5], names=["out"], name="the output")
    expect_numbers(got["grads"], [1.0, 0.0, 0.5], names=names, name="the gradients")


@task("Neuron")
@pytest.mark.parametrize("nonlin", ["tanh", "relu", "linear"])
def test_neuron(student, rng, nonlin):
    """a neuron agrees with plain numbers, on 6 inputs of size 4"""
    weights = numbers(rng, 5, 0.2, 0.9)
    xs = [numbers(rng, 4) for _ in range(6)]
    # The gradient is that of the last output: with relu it has to be a positive one.
    xs.append([0.3 if w > 0 else -0.3 for w in weights[:-1]])
    xs[-1][0] += 1 / weights[0]

    got = student.run(neuron, weights, xs, nonlin)

    outs = [plain_network(4, [1], weights, x, nonlin)[0] for x in xs]
    expect_numbers(got["outs"], outs, name="the outputs")
    expected = slopes(lambda *w: plain_network(4, [1], w, xs[-1], nonlin)[0], weights)
    names = ("w1", "w2", "w3", "w4", "b")
    expect_numbers(got["grads"], expected, names=names, rtol=RTOL, name="the gradients")


@observe
def shapes(m):
    """How many parameters there are, and what a layer returns."""
    one, three = m.Layer(2, 1), m.Layer(2, 3)
    return {
        "counts": [
            len(m.Neuron(5).parameters()),
            len(m.Layer(4, 3).parameters()),
            len(m.MLP(3, [4, 4, 1]).parameters()),
            len(m.MLP(2, [5, 2], last_linear=True).parameters()),
        ],
        "one": isinstance(one([1.0, 2.0]), m.Value),
        "three": [isinstance(out, m.Value) for out in three([1.0, 2.0])],
    }


@task("Neuron")
def test_parameters(student):
    """counts 6, 15, 41 and 27 parameters"""
    got = student.run(shapes)

    names = ("Neuron(5)", "Layer(4, 3)", "MLP(3, [4, 4, 1])", "MLP(2, [5, 2])")
    expect_numbers(got["counts"], [6, 15, 41, 27], names=names, name="the number of parameters")


@task("Neuron")
def test_layer(student):
    """a layer of one neuron returns a Value, of three a list of three"""
    got = student.run(shapes)

    expect_equal(got["one"], True, name="that a layer of one neuron returns a Value")
    expect_equal(got["three"], [True] * 3, name="that a layer of three returns three Values")


@task("Neuron")
def test_network(student, rng):
    """MLP(3, [4, 4, 1]) agrees with plain numbers, outputs and gradients"""
    expect_network(student, rng, (NIN, NOUTS), 4)


@task("Neuron")
@pytest.mark.parametrize(
    ("sizes", "options"),
    [
        ((2, [5, 3]), {"last_linear": True}),
        ((3, [4, 2]), {"nonlin": "relu"}),
        ((2, [6, 1]), {"nonlin": "relu", "last_linear": True}),
    ],
    ids=["last_linear", "relu", "relu-last_linear"],
)
def test_options(student, rng, sizes, options):
    """nonlin reaches every neuron, last_linear is for the last layer"""
    expect_network(student, rng, sizes, 6, **options)


@observe
def weights_of(m, rng, nin):
    """The parameters of a neuron and of a network drawn from rng."""
    neuron, model = m.Neuron(nin, rng=rng), m.MLP(nin, [30, 4], rng=rng)
    return {
        "weights": [p.data for p in neuron.parameters()[:-1]],
        "biases": [neuron.parameters()[-1].data],
        "network": [p.data for p in model.parameters()],
    }


@task("Neuron")
def test_weights_are_drawn(student, rng):
    """draws different weights, evenly between -1 and 1"""
    got = student.run(weights_of, rng, 300)

    w = got["weights"]
    outside = sum(not -1 <= x <= 1 for x in w + got["biases"] + got["network"])
    # The mean has a standard deviation of 0.033, the mean square one of 0.017: five of each.
    centred = abs(sum(w) / 300) < 0.17
    spread = abs(sum(x * x for x in w) / 300 - 1 / 3) < 0.09
    expect_numbers(
        [len({*w}), outside, int(centred), int(spread)],
        [300, 0, 1, 1],
        names=("different ones", "outside -1 to 1", "mean near 0 (1: yes)", "spread (1: right)"),
        name="300 weights",
    )


@task("Neuron")
def test_rng(student, rng):
    """draws the same weights again from the same rng"""
    first, second = (student.run(weights_of, rng, 5) for _ in range(2))

    expect_numbers(first["weights"], second["weights"], name="the weights of a neuron")
    expect_numbers(first["network"], second["network"], name="the weights of a network")


@observe
def lengths(m, counts):
    """What a neuron with 3 inputs raises for inputs of other lengths."""
    found = []
    for length in counts:
        try:
            m.Neuron(3)([1.0] * length)
            found.append("nothing")
        except NotImplementedError:
            raise
        except Exception as e:
            found.append(type(e).__name__)
    return found


@task("Neuron")
def test_wrong_length(student):
    """raises ValueError for 2 or 4 inputs where there are 3 weights"""
    got = student.run(lengths, [2, 3, 4])

    expected = ["ValueError", "nothing", "ValueError"]
    expect_equal(got, expected, name="what a neuron of 3 raises for 2, 3 and 4 inputs")


@observe
def zeroed(m):
    """All grads of a neuron, a layer and a network after zero_grad."""
    found = []
    for model in (m.Neuron(2), m.Layer(2, 3), m.MLP(2, [3, 2])):
        for i, p in enumerate(model.parameters(), 1):
            p.grad = float(i)
        model.zero_grad()
        found.append(float(sum(abs(p.grad) for p in model.parameters())))
    return found


@task("Neuron")
def test_zero_grad(student):
    """zero_grad sets every grad to 0"""
    expect_equal(student.run(zeroed), [0.0] * 3, name="what grads add up to after zero_grad")
