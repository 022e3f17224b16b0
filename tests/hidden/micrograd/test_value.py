"""Hidden checks for value.py: torch as the second opinion, other powers, other graphs."""

import pytest
import torch
from exercises.micrograd.cases import (
    EQUAL_SHARES,
    TWO_VALUES,
    WITH_NUMBERS,
    applied,
    backward_grads,
    expect_values,
    handed_back,
    numbers,
    value_data,
)
from exercises.micrograd.graph_cases import drawn_graph

from grader import expect_numbers, observe, task


def shown(f):
    """The expression as the id of a check."""
    return f.__name__


def autograd(f, place, upstream=1.0):
    """The gradient of f at a place, found by torch; 0 for an argument that f does not read."""
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in place]
    found = torch.autograd.grad(f(*leaves), leaves, allow_unused=True)
    return [0.0 if slope is None else upstream * float(slope) for slope in found]


@observe
def to_the_0(a, b):
    """a ** 0 * b"""
    return a**0 * b


@observe
def to_the_half(a, b):
    """(a * a) ** 0.5 * b"""
    return (a * a) ** 0.5 * b


@observe
def to_the_minus_3(a, b):
    """a ** -3"""
    return a**-3


@observe
def to_the_1(a, b):
    """b ** 1"""
    return b**1


@observe
def to_the_4(a, b):
    """a ** 4 - b ** 2.0"""
    return a**4 - b**2.0


@observe
def floats_around(a, b):
    """0.5 - (2.5 * a + 1.5) / (b - 3.25)"""
    return 0.5 - (2.5 * a + 1.5) / (b - 3.25)


@observe
def sum_of_products(a, b):
    """sum([a * b, -a, b * b])"""
    return sum([a * b, -a, b * b])


POWERS = (to_the_0, to_the_half, to_the_minus_3, to_the_1, to_the_4)
MIXED = (floats_around, sum_of_products)


@task("Value", category="edge values")
@pytest.mark.parametrize("f", [*POWERS, *MIXED], ids=shown)
def test_data(student, rng, f):
    """has the data of plain numbers, also for powers of negative ones"""
    pairs = [numbers(rng, 2), [-1.25, 0.75], [1.5, -2.0]]

    got = student.run(value_data, f, pairs)

    expect_values(got, f, pairs)


@task("Value.local_gradients", category="random upstream", tolerance_reason=EQUAL_SHARES)
@pytest.mark.parametrize("f", [*TWO_VALUES, *WITH_NUMBERS, *POWERS, *MIXED], ids=shown)
def test_handed_back(student, rng, f):
    """hands back, three times over, what autograd does"""
    upstream = numbers(rng, 3, 2.0, 3.0)
    for place in (numbers(rng, 2), [-1.25, 0.75]):
        got = student.run(handed_back, f, place, upstream)

        expected = autograd(f, place, sum(upstream))
        # The terms that were summed: upstreams of either sign may cancel.
        scale = max(map(abs, autograd(f, place, 3.0)))
        name = f"gradients through {f.__doc__}"
        expect_numbers(got, expected, names=("a.grad", "b.grad"), scale=scale, name=name)


@task(
    "Value.tanh",
    category="random upstream",
    tolerance_reason="left of 0 relu and its slope are 0; right of 0 they are compared as well",
)
@pytest.mark.parametrize("name", ["tanh", "exp", "relu", "log"])
def test_functions(student, rng, name):
    """agrees with torch in data and gradients, at six places"""
    for i in range(6):
        x = rng.uniform(0.1, 4)
        # Whole numbers as data, and negative numbers where there may be some.
        x = float(round(x) + 1) if i == 0 else x
        x = -x if i % 2 and name != "log" else x
        upstream = [rng.uniform(1, 2), rng.uniform(1, 2)]

        got = student.run(applied, name, [x], upstream)

        leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        out = getattr(leaf, name)()
        [slope] = torch.autograd.grad(out, leaf)
        expected = [float(out), sum(upstream) * float(slope)]
        # The lecture's tanh loses digits where tanh is nearly 1.
        both = got["data"] + got["grads"]
        expect_numbers(both, expected, names=("data", "grad"), scale=1.0, name=name)


@observe
def both_sides(a, b):
    """u = a * b; v = u + a; w = u * v; w * b + u - v / b"""
    u = a * b
    v = u + a
    w = u * v
    return w * b + u - v / b


@observe
def staircase(a, b):
    """x = a; five times x = x * b + a; then x * x"""
    x = a
    for _ in range(5):
        x = x * b + a
    return x * x


@observe
def ladder(a, b):
    """two rails, each step made of both"""
    x, y = a * 1.0, b * 1.0
    for _ in range(4):
        x, y = x + 0.5 * y, x * 0.25 - y
    return x * y + x


@observe
def three_leaves(a, b, c):
    """(a * b + c) * (a - c) + b"""
    return (a * b + c) * (a - c) + b


@task("Value.backward", category="other sizes")
@pytest.mark.parametrize("f", [both_sides, staircase, ladder], ids=shown)
def test_graphs(student, rng, f):
    """agrees with autograd on deeper graphs, each built 8 times"""
    place = numbers(rng, 2)

    got = student.run(backward_grads, f, place, 8)

    expected = autograd(f, place)
    expect_numbers(got, expected * 8, scale=1.0, name=f"gradients of {f.__doc__}")


@task("Value.backward", category="other sizes")
def test_three_leaves(student, rng):
    """agrees with autograd on a function of three Values"""
    place = numbers(rng, 3)

    got = student.run(backward_grads, three_leaves, place, 5)

    expect_numbers(got, autograd(three_leaves, place) * 5, scale=1.0, name="gradients")


@observe
def shortcut_last(a, b):
    """h = a * b; s = h * a; b * s + h"""
    h = a * b
    s = h * a
    return b * s + h


@observe
def shortcuts(a, b):
    """h = a * b; s = a + h; h * (s * h + b)"""
    h = a * b
    s = a + h
    return h * (s * h + b)


@observe
def shortcuts_turned(a, b):
    """h = a * b; s = h + a; (b + h * s) * h"""
    h = a * b
    s = h + a
    return (b + h * s) * h


@task("Value.backward", category="other sizes")
@pytest.mark.parametrize("f", [shortcut_last, shortcuts, shortcuts_turned], ids=shown)
def test_shortcuts(student, rng, f):
    """agrees with autograd where a Value is used again a step later"""
    place = numbers(rng, 2)

    got = student.run(backward_grads, f, place, 4)

    expect_numbers(got, autograd(f, place) * 4, scale=1.0, name=f"gradients of {f.__doc__}")


@observe
def graph_grads(m, place, steps, root):
    """The grads of the leaves of a graph after backward() from its root."""
    leaves = [m.Value(x) for x in place]
    nodes = [*leaves]
    for f, i, j in steps:
        nodes.append(f(nodes[i], nodes[j]))
    nodes[root].backward()
    return [leaf.grad for leaf in leaves]


@task("Value.backward", category="other sizes")
def test_random_graphs(student, rng):
    """agrees with autograd on 40 random graphs of sums and products"""
    for made in [*range(4, 14)] * 4:
        marks, leaves, steps, root = drawn_graph(rng, 3, made)
        place = marks[:leaves]

        def f(*nodes, steps=steps, root=root):
            for operator, i, j in steps:
                nodes = (*nodes, operator(nodes[i], nodes[j]))
            return nodes[root]

        got = student.run(graph_grads, place, steps, root)

        expect_numbers(got, autograd(f, place), scale=1.0, name="gradients of a random graph")


@observe
def leaf_alone(m, old):
    """The grads of a leaf after its own backward and of a leaf after that of its double.

    `old` is in both before.
    """
    a, b = m.Value(3.0), m.Value(4.0)
    a.grad = b.grad = old
    a.backward()
    (b + b).backward()
    return [a.grad, b.grad]


@task("Value.backward", category="edge values")
def test_leaf(student, rng):
    """gives a leaf the slope 1 in itself"""
    old = rng.uniform(3, 5)

    got = student.run(leaf_alone, old)

    expect_numbers(got, [1.0, old + 2.0], names=("a", "b + b"), name="gradients")


@observe
def second_graph(m, x, y):
    """The grads after backward from a + b and then, from another graph, from a * b."""
    a, b = m.Value(x), m.Value(y)
    (a + b).backward()
    (a * b).backward()
    return [a.grad, b.grad]


@task("Value.backward", category="rules")
def test_second_graph(student, rng):
    """adds to what an earlier graph has left in a leaf"""
    a, b = numbers(rng, 2)

    got = student.run(second_graph, a, b)

    expect_numbers(got, [1 + b, 1 + a], names=("a.grad", "b.grad"), scale=1.0, name="gradients")
