"""Visible checks for neural_net.py. Grading uses its own copy of this file."""

from random import Random

import pytest
from exercises.micrograd.cases import (
    EXACT,
    NIN,
    NOUTS,
    RTOL,
    count,
    expect_drawn,
    expect_floats,
    is_smooth,
    network,
    numbers,
    plain_network,
    slopes,
    told,
)

from grader import each_task, expect_numbers, expect_that, observe, task


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

    got = student.run(network, sizes, weights, xs, options, sizes[1][-1] > 1, told)

    expected = outs(*weights)
    names = [f"[{i}]" for i in range(len(expected))]
    expect_floats(got["outs"], expected, names=names, name="the outputs")
    name, names = "the gradients of the parameters", [f"[{i}]" for i in range(len(weights))]
    expect_floats(got["grads"], slopes(total, weights), names=names, rtol=RTOL, name=name)


@observe
def neuron(m, nin, weights, xs, options, told):
    """Outputs of a neuron with these weights, and the gradients of the last one."""
    one = m.Neuron(nin, **options)
    for p, weight in zip(one.parameters(), weights, strict=True):
        p.data = weight
    outs = [one(x) for x in xs]
    outs[-1].backward()
    return {
        "outs": [told(out.data) for out in outs],
        "grads": [told(p.grad) for p in one.parameters()],
    }


def expect_neuron_of(student, rng, nonlin, options):
    """A neuron of 4 inputs agrees with plain numbers on 6 of them, and in its gradients."""
    weights = numbers(rng, 5, 0.2, 0.9)
    xs = [numbers(rng, 4) for _ in range(6)]
    # The gradient is that of the last output: with relu it has to be a positive one.
    xs.append([0.3 if w > 0 else -0.3 for w in weights[:-1]])
    xs[-1][0] += 1 / weights[0]

    got = student.run(neuron, 4, weights, xs, options, told)

    outs = [plain_network([1], weights, x, nonlin)[0] for x in xs]
    names = [f"input {i}" for i in range(1, 8)]
    expect_floats(got["outs"], outs, names=names, name="the outputs")
    expected = slopes(lambda *w: plain_network([1], w, xs[-1], nonlin)[0], weights)
    names = ("w1", "w2", "w3", "w4", "b")
    expect_floats(got["grads"], expected, names=names, rtol=RTOL, name="the gradients")


@task("Neuron")
def test_neuron_of_the_lecture(student):
    """gives 0.7071 and the gradients of the lecture's neuron"""
    weights = [-3.0, 1.0, 6.8813735870195432]

    got = student.run(neuron, 2, weights, [[1.0, 2.0], [2.0, 0.0]], {}, told)

    # tanh(6 - 5.99...) is 0.7071067811865476, its slope 0.5, and the inputs are 2 and 0.
    names = ("w1", "w2", "b")
    expect_floats(got["outs"][1:], [0.5**0.5], names=["out"], name="the output")
    expect_floats(got["grads"], [1.0, 0.0, 0.5], names=names, rtol=EXACT, name="the gradients")


@task("Neuron")
def test_neuron(student, rng):
    """a neuron agrees with plain numbers, on 6 inputs of size 4"""
    expect_neuron_of(student, rng, "tanh", {})


@observe
def two_models(m, kind, sizes, weights, options, x, many, told):
    """The outputs of two models and their parameters, after both were made and got these weights.

    many     whether a model has more than one output
    """
    models = [getattr(m, kind)(*sizes, **of_one) for of_one in options]
    for model, mine in zip(models, weights, strict=True):
        for p, weight in zip(model.parameters(), mine, strict=True):
            p.data = weight
    outs = [model(x) for model in models]
    return {
        "outs": [[told(one.data) for one in (out if many else [out])] for out in outs],
        "parameters": [[told(p.data) for p in model.parameters()] for model in models],
    }


def expect_two_models(student, rng, kind, sizes, nouts, options):
    """Each of two models of one kind, with options of its own, has its own weights."""
    weights = [numbers(rng, count(sizes[0], nouts), 0.2, 0.9) for _model in range(2)]
    x = numbers(rng, sizes[0])

    got = student.run(two_models, kind, sizes, weights, options, x, nouts[-1] > 1, told)

    for i, which in enumerate(("first", "second")):
        of_one = f"of the {which} of two: {kind}({', '.join(map(str, sizes))})"
        names = [f"[{j}]" for j in range(len(weights[i]))]
        expect_floats(
            got["parameters"][i], weights[i], names=names, name=f"the parameters {of_one}"
        )
        outs = plain_network(nouts, weights[i], x, **options[i])
        names = [f"[{j}]" for j in range(len(outs))]
        expect_floats(got["outs"][i], outs, names=names, name=f"the outputs {of_one}")


@each_task("Neuron", "Layer", "MLP")
def test_two_models(student, rng, name):
    """two models share nothing: each has weights and biases of its own"""
    sizes, nouts = {
        "Neuron": ([3], [1]),
        "Layer": ([2, 3], [3]),
        "MLP": ([2, [3, 2]], [3, 2]),
    }[name]
    expect_two_models(student, rng, name, sizes, nouts, [{}, {}])


@task("Neuron.options")
def test_two_nonlins(student, rng):
    """of two models each has a nonlin of its own"""
    for kinds in (["tanh", "linear"], ["linear", "tanh"]):
        options = [{"nonlin": nonlin} for nonlin in kinds]
        expect_two_models(student, rng, "Neuron", [3], [1], options)
        expect_two_models(student, rng, "MLP", [2, [3, 2]], [3, 2], options)


@observe
def listed(m, kind, sizes, marks, told):
    """The data of the parameters of a model, marked in their order."""
    model = getattr(m, kind)(*sizes)
    for p, mark in zip(model.parameters(), marks, strict=False):
        p.data = mark
    return [told(p.data) for p in model.parameters()]


def expect_parameters(student, rng, kind, sizes, size):
    """The model has so many parameters, and lists them in the same order every time."""
    marks = numbers(rng, 50)

    got = student.run(listed, kind, sizes, marks, told)

    name = f"the parameters of {kind}({', '.join(map(str, sizes))}), after a change"
    names = [f"[{i}]" for i in range(size)]
    expect_floats(got, marks[:size], names=names, name=name)


@task("Neuron")
def test_parameters(student, rng):
    """lists the weights and the bias, always in the same order"""
    for nin in (3, 2):
        expect_parameters(student, rng, "Neuron", [nin], nin + 1)


@task("Layer")
def test_parameters_of_a_layer(student, rng):
    """lists those of all neurons, always in the same order"""
    for nin, nout in ((3, 4), (2, 5), (4, 1)):
        expect_parameters(student, rng, "Layer", [nin, nout], count(nin, [nout]))


@task("MLP")
def test_parameters_of_a_network(student, rng):
    """lists those of all layers, always in the same order"""
    for nin, nouts in ((NIN, NOUTS), (2, [5, 2]), (4, [3])):
        expect_parameters(student, rng, "MLP", [nin, nouts], count(nin, nouts))


@observe
def outputs(m, nin, weights, x, told):
    """What a layer of one neuron returns, and one of more: data, or the type that has none."""
    found = []
    for nout, sizes in enumerate(weights, 1):
        layer = m.Layer(nin, nout)
        for p, weight in zip(layer.parameters(), sizes, strict=True):
            p.data = weight
        out = layer(x)
        try:
            found.append(told(out.data))
        except AttributeError:
            found.append([told(neuron.data) for neuron in out])
    return found


@task("Layer")
def test_layer(student, rng):
    """a layer of one neuron returns a Value, of two or three a list"""
    x, weights = numbers(rng, 2), [numbers(rng, 3 * nout) for nout in (1, 2, 3)]

    got = student.run(outputs, 2, weights, x, told)

    for nout, outs in enumerate(got, 1):
        right = plain_network([nout], weights[nout - 1], x)
        expect_that(
            isinstance(outs, list) is (nout > 1),
            name=f"what a layer of {nout} returns",
            yours=f"a list of {len(outs)}" if isinstance(outs, list) else "one Value",
            expected="a list of Values" if nout > 1 else "one Value, not in a list",
        )
        outs = outs if nout > 1 else [outs]
        names = [f"neuron {i}" for i in range(1, nout + 1)]
        expect_floats(outs, right, names=names, name=f"the data of what a layer of {nout} returns")


@task("MLP")
def test_network(student, rng):
    """MLP(3, [4, 4, 1]) agrees with plain numbers, outputs and gradients"""
    expect_network(student, rng, (NIN, NOUTS), 4)


@task("MLP")
def test_network_of_one_layer(student, rng):
    """MLP(2, [3]) has three outputs, with tanh"""
    expect_network(student, rng, (2, [3]), 4)


@observe
def weights_of(m, nin, many, options, seed, told):
    """The parameters of so many neurons, one after another; `seed` is for the module random."""
    try:  # noqa: SIM105 - a driver has no contextlib
        m.random.seed(seed)
    except AttributeError:
        pass  # it may have been imported otherwise
    neurons = [m.Neuron(nin, **options) for _ in range(many)]
    return [[told(p.data) for p in one.parameters()] for one in neurons]


@task("Neuron")
def test_weights_are_drawn(student, rng):
    """draws different weights, evenly between -1 and 1"""
    expect_drawn(student.run(weights_of, 300, 2, {}, rng.getrandbits(32), told))


@task("Neuron.options")
@pytest.mark.parametrize("nonlin", ["tanh", "relu", "linear"])
def test_nonlin(student, rng, nonlin):
    """a neuron with nonlin agrees with plain numbers"""
    expect_neuron_of(student, rng, nonlin, {"nonlin": nonlin})


@task("Neuron.options")
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
def network_weights(m, nin, nouts, rng, told):
    """The parameters of a network drawn from rng."""
    return [told(p.data) for p in m.MLP(nin, nouts, rng=rng).parameters()]


@task("Neuron.options")
def test_rng(student, rng):
    """draws the same weights again from the same rng, and others from another"""
    expect_drawn(student.run(weights_of, 200, 2, {"rng": rng}, 0, told))
    first, second = (student.run(network_weights, 5, [30, 4], rng, told) for _ in range(2))
    other = student.run(network_weights, 5, [30, 4], Random(rng.random()), told)

    names = [f"[{i}]" for i in range(len(second))]
    expect_floats(first, second, names=names, name="the weights from one generator")
    # Biases may be 0.
    same = [x for x in first if x in other and x]
    expect_that(
        not same,
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


@task("Neuron.options")
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
def zeroed(m, models, which, marks, told):
    """The data and the grads of models after zero_grad of some; the marks were in both before.

    models   kind and sizes of each
    which    the numbers of those whose zero_grad is called, in this order
    """
    made = [getattr(m, kind)(*sizes) for kind, sizes in models]
    for model, of_this in zip(made, marks, strict=True):
        for p, mark in zip(model.parameters(), of_this, strict=True):
            p.data = p.grad = mark
    for i in which:
        made[i].zero_grad()
    return [[[told(p.data), told(p.grad)] for p in model.parameters()] for model in made]


@task("Module.zero_grad", tolerance_reason="zeros are what is asked for")
def test_zero_grad(student, rng):
    """sets every grad of this model to 0, and leaves all other numbers"""
    models = ["Neuron", [2]], ["Layer", [2, 3]], ["MLP", [2, [3, 2]]]
    # Each kind once among those that are asked, once among those that are not.
    first = rng.sample(range(3), 3)
    for which in (first[:2], first[2:]):
        marks = [numbers(rng, size) for size in (3, 9, 17)]

        answer = student.run(zeroed, models, which, marks, told)

        for i, ((kind, sizes), mine, got) in enumerate(zip(models, marks, answer, strict=True)):
            names = [f"[{j}]" for j in range(len(mine))]
            data, grads = ([pair[j] for pair in got] for j in (0, 1))
            where = f"of {kind}({', '.join(map(str, sizes))})"
            after = "its" if i in which else "another model's"
            expect_floats(data, mine, names=names, name=f"the numbers {where}")
            expected = [0.0] * len(mine) if i in which else mine
            title = f"the grads {where} after {after} zero_grad"
            expect_floats(grads, expected, names=names, name=title)
