"""Hidden checks for value.py: torch as the second opinion, other powers, other graphs."""

import pytest
import torch
from exercises.micrograd.cases import (
    AND_NUMBERS,
    EQUAL_SHARES,
    NUMBERS_FIRST,
    POWERS,
    added,
    applied,
    doubled,
    expect_floats,
    expect_shares,
    expect_values,
    multiplied,
    numbers,
    signs,
    squared,
    told,
    value_data,
)
from exercises.micrograd.graph_cases import (
    drawn_graph,
    drawn_mixture,
    drawn_tree,
    expect_backward,
)

from grader import each_task, observe, task

# What formulas give in float64.
CLOSE = 1e-9


def shown(f):
    """The expression as the id of a check."""
    return f.__name__


def autograd(f, place, upstream=1.0):
    """The gradient of f at a place, found by torch; 0 for an argument that f does not read."""
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in place]
    found = torch.autograd.grad(f(*leaves), leaves, allow_unused=True)
    return [0.0 if slope is None else upstream * float(slope) for slope in found]


def autograd_of(graph):
    """The gradient of a graph in its leaves."""
    return autograd(graph.value, graph.place)


def expect_autograd(student, rng, f, times=1):
    """f has the data of plain numbers, and hands back so many times what autograd does."""
    places = [*signs(rng), [-1.25, 0.75]]
    expect_values(student.run(value_data, f, places), f, places)
    upstream = numbers(rng, times, 2.0, 3.0)
    cases = [(place, upstream, autograd(f, place, sum(upstream))) for place in places]
    # The terms that were summed: upstreams of either sign may cancel.
    scale = max(abs(slope) for place in places for slope in autograd(f, place, 3.0))
    expect_shares(student, f, cases, scale=scale, rtol=CLOSE)


@task("Value", category="other sizes")
def test_sum(student, rng):
    """the data of a + b is that of plain numbers, large and small"""
    pairs = [numbers(rng, 2, 1e-3, 1e-2), numbers(rng, 2, 1e3, 1e4), [0.0, -1.5]]

    expect_values(student.run(value_data, added, pairs), added, pairs)


@task("Value.__mul__", category="other sizes")
def test_product(student, rng):
    """the data of a * b is that of plain numbers, large and small"""
    pairs = [numbers(rng, 2, 1e-3, 1e-2), numbers(rng, 2, 1e3, 1e4), [0.0, -1.5]]

    expect_values(student.run(value_data, multiplied, pairs), multiplied, pairs)


@task("Value.local_gradients", category="random upstream", tolerance_reason=EQUAL_SHARES)
@pytest.mark.parametrize("f", [added, multiplied], ids=shown)
def test_handed_back(student, rng, f):
    """hands back what autograd does"""
    expect_autograd(student, rng, f)


@task("Value.backward", category="other sizes", tolerance_reason=EQUAL_SHARES)
def test_trees(student, rng):
    """agrees with autograd on 24 random graphs that use each Value once"""
    trees = [drawn_tree(rng, made) for made in [*range(1, 9)] * 3]
    expect_backward(student, trees, autograd_of)


@observe
def leaf_alone(m, old, told):
    """The grad of a leaf after its own backward; `old` is in it before."""
    a = m.Value(3.0)
    a.grad = old
    a.backward()
    return [told(a.grad)]


@task("Value.backward", category="edge values")
def test_leaf(student, rng):
    """gives a leaf the slope 1 in itself"""
    got = student.run(leaf_alone, rng.uniform(3, 5), told)

    expect_floats(got, [1.0], names=["a.grad"], name="the gradient of a leaf in itself")


@observe
def thrice(a, b):
    """a + a + a * b"""
    return a + a + a * b


@observe
def fourth(a, b):
    """(a * a) * (a * a) + b * b"""
    return (a * a) * (a * a) + b * b


@observe
def three_leaves(a, b, c):
    """(a * b + c) * (a + c) + b"""
    return (a * b + c) * (a + c) + b


@task("Value.accumulate", category="random upstream", tolerance_reason=EQUAL_SHARES)
@pytest.mark.parametrize("f", [added, multiplied, doubled, squared, thrice, fourth], ids=shown)
def test_accumulates(student, rng, f):
    """hands back, three times over, what autograd does"""
    expect_autograd(student, rng, f, times=3)


@task("Value.accumulate", category="other sizes")
def test_three_leaves(student, rng):
    """agrees with autograd on a function of three Values"""
    place, upstream = numbers(rng, 3), rng.uniform(2, 3)

    cases = [(place, [upstream], autograd(three_leaves, place, upstream))]
    expect_shares(student, three_leaves, cases, scale=1.0, rtol=CLOSE)


@task("Value.in_order", category="other sizes", tolerance_reason=EQUAL_SHARES)
def test_random_graphs(student, rng):
    """agrees with autograd on 40 random graphs, in both orders of operands"""
    graphs = [drawn_graph(rng, 2 + made % 3, made) for made in [*range(4, 14)] * 2]
    expect_backward(student, [*graphs, *(graph.turned for graph in graphs)], autograd_of)


@observe
def old_grads(m, x, old, told):
    """The grads of b and of b + b after backward from the sum; `old` is in b's before."""
    b = m.Value(x)
    b.grad = old
    out = b + b
    out.backward()
    return [told(b.grad), told(out.grad)]


@task("Value.in_order", category="edge values")
def test_old_gradient(student, rng):
    """adds to the gradient that a leaf has, and sets that of the root"""
    old = rng.uniform(3, 5)

    got = student.run(old_grads, rng.uniform(1, 2), old, told)

    names = ("b.grad", "root.grad")
    expect_floats(got, [old + 2.0, 1.0], names=names, name="gradients of b + b")


@observe
def to_the_0(a, b):
    """a ** 0"""
    return a**0


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
    """a ** 4.0"""
    return a**4.0


@observe
def to_the_half(a, b):
    """a ** 0.5"""
    return a**0.5


@task("Value.__pow__", category="edge values")
@pytest.mark.parametrize("f", [*POWERS, to_the_minus_3, to_the_1, to_the_4], ids=shown)
def test_powers(student, rng, f):
    """has the data and the gradients of autograd, for either sign"""
    expect_autograd(student, rng, f, times=2)


@task("Value.__pow__", category="edge values")
def test_power_of_a_half(student, rng):
    """takes a root of a positive number"""
    place, upstream = numbers(rng, 2), numbers(rng, 2, 2.0, 3.0)
    place[0] = abs(place[0])

    expect_values(student.run(value_data, to_the_half, [place]), to_the_half, [place])
    cases = [(place, upstream, autograd(to_the_half, place, sum(upstream)))]
    expect_shares(student, to_the_half, cases, scale=1.0, rtol=CLOSE)


@task("Value.__pow__", category="edge values", tolerance_reason="the slope of a ** 0 is 0")
def test_power_of_0(student, rng):
    """a ** 0 is 1, and its slope 0"""
    place = numbers(rng, 2)

    expect_values(student.run(value_data, to_the_0, [place]), to_the_0, [place])
    expect_shares(student, to_the_0, [(place, [2.0], [0.0, 0.0])], scale=1.0)


@observe
def floats_around(a, b):
    """(a * 2.5 + 1.5) / (b - 3.25) - 0.5"""
    return (a * 2.5 + 1.5) / (b - 3.25) - 0.5


@observe
def sum_of_products(a, b):
    """sum([a * b, -a, b * b])"""
    return sum([a * b, -a, b * b])


@task("Value.__sub__", category="random upstream")
@pytest.mark.parametrize("f", [*AND_NUMBERS, floats_around, sum_of_products], ids=shown)
def test_operators(student, rng, f):
    """has the data and, three times over, the gradients of autograd"""
    expect_autograd(student, rng, f, times=3)


@observe
def numbers_around(a, b):
    """0.5 - 2.5 / (3.25 - a) + b"""
    return 0.5 - 2.5 / (3.25 - a) + b


@task("Value.__rsub__", category="random upstream")
@pytest.mark.parametrize("f", [*NUMBERS_FIRST, numbers_around], ids=shown)
def test_numbers_in_front(student, rng, f):
    """has the data and, twice over, the gradients of autograd"""
    expect_autograd(student, rng, f, times=2)


@each_task(
    *("Value.tanh", "Value.exp", "Value.relu", "Value.log"),
    category="random upstream",
    tolerance_reason="left of 0 relu and its slope are 0; right of 0 they are compared as well",
)
def test_functions(student, rng, name):
    """agrees with torch in data and gradients, at six places"""
    method = name.partition(".")[2]
    for i in range(6):
        x = rng.uniform(0.1, 4)
        # Whole numbers as data, and negative numbers where there may be some.
        x = float(round(x) + 1) if i == 0 else x
        x = -x if i % 2 and method != "log" else x
        upstream = [rng.uniform(1, 2), rng.uniform(1, 2)]

        got = student.run(applied, method, [x], upstream, told)

        leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        out = getattr(leaf, method)()
        [slope] = torch.autograd.grad(out, leaf)
        expected = [float(out.detach()), sum(upstream) * float(slope)]
        # The lecture's tanh loses digits where tanh is nearly 1.
        both = got["data"] + got["grads"]
        expect_floats(both, expected, names=("data", "grad"), scale=1.0, name=method)


@task("Value.mixed", category="other sizes", tolerance_reason=EQUAL_SHARES)
def test_mixed_graphs(student, rng):
    """agrees with autograd on 30 random graphs of all operators"""
    graphs = [drawn_mixture(rng, 2 + made % 3, made) for made in [*range(4, 14)] * 3]
    expect_backward(student, graphs, autograd_of)
