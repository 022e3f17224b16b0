"""Visible checks for neural_net.py. Grading uses its own copy of this file."""

from collections import Counter
from random import Random
from statistics import fmean

import pytest
from exercises.micrograd.cases import (
    EXACT,
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

from grader import expect_numbers, expect_that, observe, task


def expect_network(student, rng, sizes, n, **options):
    """Outputs and gradients of a network with random weights, for n inputs."""
    nonlin = options.get("nonlin", "tanh")
    last_linear = options.get("last_linear", False)

    def outs(*w):
        return [out for x in xs for out in plain_network(sizes[1], w, x, nonlin, last_linear)]

    def total(*w):
        return sum(outs(*w))

    weights = []
    while not weights or not is_smooth(total, weights):
        weights = numbers(rng, count(*sizes), 0.2, 0.9)
        xs = [numbers(rng, sizes[0]) for _ in range(n)]

    got = student.run(network, sizes, weights, xs, options, sizes[1][-1] > 1)

    expect_numbers(got["outs"], outs(*weights), name="the outputs")
    name = "the gradients of the parameters"
    expect_numbers(got["grads"], slopes(total, weights), rtol=RTOL, name=name)


@observe
def neuron(m, nin, weights, xs, nonlin):
    """Outputs of a neuron with these weights, and the gradients of the last one."""
    one = m.Neuron(nin, nonlin=nonlin)
    for p, weight in zip(one.parameters(), weights, strict=True):
        p.data = weight
    outs = [one(x) for x in xs]
    outs[-1].backward()
    return {"outs": [out.data for out in outs], "grads": [p.grad for p in one.parameters()]}


@task("Neuron")
def test_neuron_of_the_lecture(student):
    """gives 0.7071 and the gradients of the lecture's neuron"""
    weights = [-3.0, 1.0, 6.8813735870195432]

    got = student.run(neuron, 2, weights, [[1.0, 2.0], [2.0, 0.0]], "tanh")

    # tanh(6 - 5.99...) is 0.7071067811865476, its slope 0.5, and the inputs are 2 and 0.
    names = ("w1", "w2", "b")
    expect_numbers(got["outs"][1:], [0.5**0.5], names=["out"], name="the output")
    expect_numbers(got["grads"], [1.0, 0.0, 0.5], names=names, rtol=EXACT, name="the gradients")


@task("Neuron")
@pytest.mark.parametrize("nonlin", ["tanh", "relu", "linear"])
def test_neuron(student, rng, nonlin):
    """a neuron agrees with plain numbers, on 6 inputs of size 4"""
    weights = numbers(rng, 5, 0.2, 0.9)
    xs = [numbers(rng, 4) for _ in range(6)]
    # The gradient is that of the last output: with relu it has to be a positive one.
    xs.append([0.3 if w > 0 else -0.3 for w in weights[:-1]])
    xs[-1][0] += 1 / weights[0]

    got = student.run(neuron, 4, weights, xs, nonlin)

    outs = [plain_network([1], weights, x, nonlin)[0] for x in xs]
    expect_numbers(got["outs"], outs, name="the outputs")
    expected = slopes(lambda *w: plain_network([1], w, xs[-1], nonlin)[0], weights)
    names = ("w1", "w2", "w3", "w4", "b")
    expect_numbers(got["grads"], expected, names=names, rtol=RTOL, name="the gradients")


@observe
def listed(m, nin, nouts, marks):
    """The data of the parameters of a neuron, a layer and a network, marked in their order."""
    found = []
    for model in (m.Neuron(nin), m.Layer(nin, nouts[0]), m.MLP(nin, nouts)):
        for p, mark in zip(model.parameters(), marks, strict=False):
            p.data = mark
        found.append([p.data for p in model.parameters()])
    return found


@task("Neuron")
def test_parameters(student, rng):
    """lists all parameters, 41 of MLP(3, [4, 4, 1]), always in the same order"""
    for nin, nouts in ((NIN, NOUTS), (2, [5, 2])):
        marks = numbers(rng, 50)

        got = student.run(listed, nin, nouts, marks)

        for text, one, size in (
            (f"Neuron({nin})", got[0], count(nin, [1])),
            (f"Layer({nin}, {nouts[0]})", got[1], count(nin, nouts[:1])),
            (f"MLP({nin}, {nouts})", got[2], count(nin, nouts)),
        ):
            expect_numbers(one, marks[:size], name=f"the parameters of {text}, after a change")


@observe
def outputs(m, nin, weights, x):
    """What a layer of one neuron returns, and one of more: data, or the type that has none."""
    found = []
    for nout, sizes in enumerate(weights, 1):
        layer = m.Layer(nin, nout)
        for p, weight in zip(layer.parameters(), sizes, strict=True):
            p.data = weight
        out = layer(x)
        try:
            found.append(out.data)
        except AttributeError:
            found.append([neuron.data for neuron in out])
    return found


@task("Neuron")
def test_layer(student, rng):
    """a layer of one neuron returns a Value, of two or three a list"""
    x, weights = numbers(rng, 2), [numbers(rng, 3 * nout) for nout in (1, 2, 3)]

    got = student.run(outputs, 2, weights, x)

    for nout, outs in enumerate(got, 1):
        right = plain_network([nout], weights[nout - 1], x)
        expect_that(
            isinstance(outs, list) is (nout > 1),
            name=f"what a layer of {nout} returns",
            yours="several Values" if isinstance(outs, list) else "one Value",
            expected="a list of Values" if nout > 1 else "one Value, not in a list",
        )
        outs = outs if nout > 1 else [outs]
        expect_numbers(outs, right, name=f"the data of what a layer of {nout} returns")


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
        ((2, [6, 3]), {"nonlin": "relu", "last_linear": True}),
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
    everything = w + got["biases"] + got["network"]
    again = [x for x, times in Counter(w).items() if times > 1]
    outside = [x for x in everything if not -1 <= x <= 1]
    mean, square = fmean(w), fmean(x * x for x in w)
    # The mean has a standard deviation of 0.033, the mean square one of 0.017: five of each.
    for ok, yours, expected in (
        (not again, f"{again[:1]} more than once", "all different"),
        (not outside, f"{outside[:1]} among them", "numbers from -1 to 1"),
        (abs(mean) < 0.17, f"a mean of {mean:.3f}", "a mean near 0"),
        (abs(square - 1 / 3) < 0.09, f"a mean square of {square:.3f}", "one near 1/3"),
    ):
        expect_that(ok, name="300 weights", yours=yours, expected=expected, values=everything)


@task("Neuron")
def test_rng(student, rng):
    """draws the same weights again from the same rng, and others from another"""
    first, second = (student.run(weights_of, rng, 5) for _ in range(2))
    other = student.run(weights_of, Random(rng.random()), 5)

    expect_numbers(first["weights"], second["weights"], name="the weights of a neuron")
    expect_numbers(first["network"], second["network"], name="the weights of a network")
    for part in ("weights", "network"):
        same = [x for x in first[part] if x in other[part]]
        # Biases may be 0.
        expect_that(
            not any(same),
            name="weights from two generators",
            yours=f"{len(same)} that are the same",
            expected="other numbers from each",
        )


@observe
def lengths(m, weights, nin, xs):
    """The output of a neuron for each x, or the name of what it raises."""
    one, found = m.Neuron(nin), []
    for p, weight in zip(one.parameters(), weights, strict=True):
        p.data = weight
    for x in xs:
        try:
            found.append(one(x).data)
        except NotImplementedError:
            raise
        except Exception as e:
            found.append(type(e).__name__)
    return found


@task("Neuron")
def test_wrong_length(student, rng):
    """raises ValueError for 2 or 4 inputs where there are 3 weights"""
    weights, xs = numbers(rng, 4), [numbers(rng, n) for n in rng.sample([2, 3, 4], 3)]

    for x, got in zip(xs, student.run(lengths, weights, 3, xs), strict=True):
        if len(x) == 3:
            expect_numbers([got], plain_network([1], weights, x), name="the output for 3 inputs")
        else:
            expect_that(
                got == "ValueError",
                name=f"what a neuron with 3 weights makes of {len(x)} inputs",
                yours=str(got),
                expected="a ValueError",
            )


@observe
def zeroed(m, marks):
    """The grads of a neuron, a layer and a network, before zero_grad and after it."""
    before, after = [], []
    for model in (m.Neuron(2), m.Layer(2, 3), m.MLP(2, [3, 2])):
        for p, mark in zip(model.parameters(), marks, strict=False):
            p.grad = mark
        before.append([p.grad for p in model.parameters()])
        model.zero_grad()
        after.append([p.grad for p in model.parameters()])
    return {"before": before, "after": after}


@task("Neuron", tolerance_reason="zeros are what is asked for")
def test_zero_grad(student, rng):
    """zero_grad sets every grad to 0"""
    marks, sizes = numbers(rng, 20), (3, 9, 17)

    got = student.run(zeroed, marks)

    for text, size, before, after in zip(
        ("Neuron(2)", "Layer(2, 3)", "MLP(2, [3, 2])"),
        sizes,
        got["before"],
        got["after"],
        strict=True,
    ):
        expect_numbers(before, marks[:size], name=f"the grads of {text} before zero_grad")
        expect_numbers(after, [0.0] * size, name=f"the grads of {text} after zero_grad")
