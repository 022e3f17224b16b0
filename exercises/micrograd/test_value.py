"""Visible checks for value.py. Grading uses its own copy of this file."""

import math

import pytest
from exercises.micrograd.cases import (
    AND_NUMBERS,
    EQUAL_SHARES,
    EXACT,
    NUMBERS_FIRST,
    POWERS,
    RTOL,
    added,
    applied,
    cubed,
    divided,
    doubled,
    expect_apart,
    expect_floats,
    expect_shares,
    expect_values,
    inverted,
    kind,
    multiplied,
    number_minus,
    number_over,
    numbers,
    signs,
    slopes,
    squared,
    subtracted,
    told,
    value_data,
)
from exercises.micrograd.graph_cases import (
    Graph,
    drawn_graph,
    drawn_mixture,
    drawn_tree,
    expect_backward,
)

from grader import each_task, expect_equal, expect_numbers, expect_that, observe, task

# The method of each task that is a function of one number, the function, and where it is tried.
FUNCTIONS = {
    "Value.tanh": ("tanh", math.tanh, [(-2, -1), (0.2, 0.5), (1, 2)]),
    "Value.exp": ("exp", math.exp, [(-2, -1), (0.2, 0.5), (1, 2)]),
    "Value.relu": ("relu", lambda x: max(0.0, x), [(-2, -1), (0.2, 0.5), (1, 2)]),
    "Value.log": ("log", math.log, [(0.3, 0.5), (0.6, 0.9), (2, 4)]),
}


def shown(f):
    """The expression as the id of a check."""
    return f.__name__


def plain_slopes(graph):
    """Differences of a graph, with plain numbers in place of Values."""
    return slopes(graph.plain, graph.place)


def expect_data(student, rng, f):
    """f has the data of plain numbers, for numbers of either sign."""
    pairs = [*signs(rng), numbers(rng, 2)]

    expect_values(student.run(value_data, f, pairs), f, pairs)


def expect_slopes(student, rng, f, upstream):
    """f hands back slope times upstream gradient, both times if there are two of them."""
    places = signs(rng)
    expected = [[sum(upstream) * slope for slope in slopes(f, place)] for place in places]
    cases = [(place, upstream, grads) for place, grads in zip(places, expected, strict=True)]
    expect_shares(student, f, cases, rtol=RTOL)


# MG-E2 and MG-E13: numbers that remember


@observe
def leaf(m, x, told):
    """What a new Value holds, and its numbers after its _backward; the name of what is raised."""
    a = m.Value(x)
    numbers = [told(a.data), told(a.grad)]
    try:
        idle = a._backward
        try:
            idle()
            after = [told(a.data), told(a.grad)]
        except (AttributeError, TypeError):
            after = "TypeError"
    except AttributeError:
        after = "AttributeError"
    return {"numbers": numbers, "children": [child.data for child in a._prev], "after": after}


@task("Value")
def test_leaf(student, rng):
    """holds its number, a grad of 0, no children, an idle _backward"""
    [x] = numbers(rng, 1)

    got = student.run(leaf, x, told)

    expect_floats(got["numbers"], [x, 0.0], names=("data", "grad"), name=f"Value({x})")
    expect_equal(got["children"], [], name="the data in _prev of a leaf")
    there, wanted = got["after"], "a function that takes no arguments"
    none = there == "AttributeError"
    said = "has no attribute _backward" if none else "has another kind of _backward"
    expect_that(not isinstance(there, str), name=f"Value({x})", yours=said, expected=wanted)
    what = f"Value({x}) after its _backward()"
    expect_floats(got["after"], [x, 0.0], names=("data", "grad"), name=what)


@task("Value")
def test_sum(student, rng):
    """the data of a + b is that of plain numbers"""
    expect_data(student, rng, added)


@task("Value.__mul__")
def test_product(student, rng):
    """the data of a * b is that of plain numbers"""
    expect_data(student, rng, multiplied)


@observe
def children(m, f, x, y, marks, told):
    """The data in _prev of f(a, b), after a and b got the marks as data; the type of what is none.

    x, y   the numbers of a and b before
    """
    a, b = m.Value(x), m.Value(y)
    out, found = f(a, b), []
    a.data, b.data = marks
    try:
        parts = out._prev
    except AttributeError:
        return type(out).__name__
    for child in parts:
        try:
            found.append(told(child.data))
        except AttributeError:
            found.append(type(child).__name__)
    return found


def expect_children(student, rng, f, wanted):
    """_prev of f holds those of a and b that are wanted, once or more often."""
    marks = numbers(rng, 2)

    got = student.run(children, f, *numbers(rng, 2), marks, told)

    expect_that(
        not isinstance(got, str),
        name=f.__doc__,
        yours=f"{kind(str(got))} without _prev",
        expected="a Value",
    )
    strangers = [child for child in got if child not in marks]
    names = ["ab"[marks.index(child)] for child in got if child in marks]
    types = [kind(child) if isinstance(child, str) else "a copy" for child in strangers]
    expect_that(
        not strangers and {*names} == {*wanted},
        name=f"_prev of {f.__doc__}",
        yours=", ".join(names + types) or "empty",
        expected=f"{' and '.join(wanted)}, the very Values",
    )


@task("Value")
def test_terms(student, rng):
    """remembers in _prev the Values that a sum was made of"""
    expect_children(student, rng, added, "ab")
    expect_children(student, rng, doubled, "a")


@task("Value.__mul__")
def test_factors(student, rng):
    """remembers in _prev the Values that a product was made of"""
    expect_children(student, rng, multiplied, "ab")
    expect_children(student, rng, squared, "a")


# MG-E3: what + and * hand back


@task("Value.local_gradients", tolerance_reason=EQUAL_SHARES)
@pytest.mark.parametrize("f", [added, multiplied], ids=shown)
def test_handed_back(student, rng, f):
    """hands back slope times upstream gradient"""
    expect_slopes(student, rng, f, [rng.uniform(2, 3)])


@task("Value.local_gradients", tolerance_reason=EQUAL_SHARES)
def test_handed_back_by_hand(student):
    """at a = 3, b = -2 with 10 from above: 10 and 10 for +, -20 and 30 for *"""
    for f, expected in ((added, [10.0, 10.0]), (multiplied, [-20.0, 30.0])):
        expect_shares(student, f, [([3.0, -2.0], [10.0], expected)])


@task("Value.local_gradients", tolerance_reason=EQUAL_SHARES)
def test_handed_back_far_from_1(student, rng):
    """hands back the same shares for numbers as large as 2**600"""
    expect_apart(student, rng, added, lambda a, b: (1.0, 1.0))
    expect_apart(student, rng, multiplied, lambda a, b: (b, a))


@observe
def one_of_two(m, f, place, upstream, told):
    """The grads of a, b, c and d after the _backward of f(a, b), then of f(c, d), both made before.

    No Value is used twice.
    """
    a, b, c, d = leaves = [m.Value(x) for x in place]
    results, found = [f(a, b), f(c, d)], []
    for out, grad in zip(results, upstream, strict=True):
        out.grad = grad
        out._backward()
        found += [told(leaf.grad) for leaf in leaves]
    return found


@task("Value.local_gradients", tolerance_reason=EQUAL_SHARES)
@pytest.mark.parametrize("f", [added, multiplied], ids=shown)
def test_two_results(student, rng, f):
    """two results share nothing: each hands back by a _backward of its own"""
    place, upstream = numbers(rng, 4), numbers(rng, 2, 2.0, 3.0)

    got = student.run(one_of_two, f, place, upstream, told)

    pairs = zip(upstream, (place[:2], place[2:]), strict=True)
    first, then = ([grad * slope for slope in slopes(f, pair)] for grad, pair in pairs)
    names = [f"{x}.grad {when}" for when in ("at first", "then") for x in "abcd"]
    name = f"gradients through {f.__doc__}, then through the same of c and d"
    expected = [*first, 0.0, 0.0, *first, *then]
    expect_floats(got, expected, names=names, rtol=RTOL, scale=1.0, name=name)


# MG-E5: the whole graph, each Value used once


@observe
def three_steps(a, b, c, d):
    """(a * b + c) * d"""
    return (a * b + c) * d


@observe
def backward_grads(m, f, place, told):
    """The grads of the leaves after backward() from f."""
    leaves = [m.Value(x) for x in place]
    f(*leaves).backward()
    return [told(leaf.grad) for leaf in leaves]


@task("Value.backward")
def test_tree_by_hand(student):
    """gives -4, 8, 4 and 3 for (a * b + c) * d at (2, -1, 5, 4)"""
    got = student.run(backward_grads, three_steps, [2.0, -1.0, 5.0, 4.0], told)

    names = [f"{name}.grad" for name in "abcd"]
    expected = [-4.0, 8.0, 4.0, 3.0]
    expect_floats(
        got, expected, names=names, rtol=EXACT, name=f"gradients of {three_steps.__doc__}"
    )


@task("Value.backward", tolerance_reason=EQUAL_SHARES)
def test_trees(student, rng):
    """agrees with differences on 12 random graphs that use each Value once"""
    trees = [drawn_tree(rng, made) for made in [*range(2, 8)] * 2]
    expect_backward(student, trees, plain_slopes, rtol=RTOL)


@observe
def root_grad(m, x, y, old, told):
    """The grads of a root and its leaves after backward, where `old` was in the root's before."""
    a, b = m.Value(x), m.Value(y)
    out = a * b
    out.grad = old
    out.backward()
    return [told(out.grad), told(a.grad), told(b.grad)]


@task("Value.backward")
def test_root(student, rng):
    """begins with the grad 1 at the root, whatever was in there"""
    a, b = numbers(rng, 2)

    got = student.run(root_grad, a, b, rng.uniform(3, 5), told)

    names = ("root.grad", "a.grad", "b.grad")
    expect_floats(got, [1.0, b, a], names=names, name="gradients of a * b")


@observe
def called_twice(m, place, told):
    """The grads of a and b after each of two calls of backward of a * b, at 0 before each."""
    a, b = leaves = [m.Value(x) for x in place]
    root, found = a * b, []
    for _call in range(2):
        a.grad = b.grad = 0.0
        root.backward()
        found += [told(leaf.grad) for leaf in leaves]
    return found


@task("Value.backward")
def test_called_twice(student, rng):
    """finds the same when it is called a second time"""
    a, b = place = numbers(rng, 2)

    got = student.run(called_twice, place, told)

    names = [f"{x}.grad {when}" for when in ("at first", "then") for x in "ab"]
    expect_floats(got, [b, a, b, a], names=names, name="gradients of a * b")


@observe
def long_chain(m, place, told):
    """The grads of the first, second and last leaf after backward from the sum of them all."""
    leaves = [m.Value(x) for x in place]
    out = leaves[0]
    for leaf in leaves[1:]:
        out = out + leaf
    out.backward()
    return [told(leaves[i].grad) for i in (0, 1, -1)]


@task("Value.backward", tolerance_reason=EQUAL_SHARES)
def test_long_chain(student, rng):
    """goes through a chain of 299 sums"""
    place = numbers(rng, 300)

    got = student.run(long_chain, place, told)

    name = "gradients of v0 + v1 + ... + v299"
    expect_floats(got, [1.0] * 3, names=("v0.grad", "v1.grad", "v299.grad"), name=name)


# MG-E11: a Value that is used twice


@observe
def one_twice(a):
    """a + a"""
    return a + a


@observe
def one_squared(a):
    """a * a"""
    return a * a


@observe
def after_backward(m, functions, x, told):
    """The grad of a after b = f(a), b.grad = 1.0 and b._backward(), for each f."""
    found = []
    for f in functions:
        a = m.Value(x)
        b = f(a)
        b.grad = 1.0
        b._backward()
        found.append(told(a.grad))
    return found


@task("Value.accumulate")
def test_used_twice(student):
    """b = a + a hands 2 to a, and b = a * a at a = 3 hands it 6"""
    got = student.run(after_backward, [one_twice, one_squared], 3.0, told)

    names = ("b = a + a: a.grad", "b = a * a: a.grad")
    name = "the gradient of a Value that is used twice"
    expect_floats(got, [2.0, 6.0], names=names, rtol=EXACT, name=name)


@observe
def diamond(a, b):
    """(a * b) * (a + b)"""
    return (a * b) * (a + b)


@observe
def direct(a, b):
    """a * b + a"""
    return a * b + a


@observe
def direct_first(a, b):
    """b + b * a"""
    return b + b * a


@task("Value.accumulate", tolerance_reason=EQUAL_SHARES)
@pytest.mark.parametrize("f", [doubled, squared, direct, direct_first, diamond], ids=shown)
def test_every_use_counts(student, rng, f):
    """a Value gets a share from each of its uses"""
    expect_slopes(student, rng, f, [rng.uniform(2, 3)])


@observe
def third(a, b):
    """a * a * a"""
    return a * a * a


@task("Value.accumulate", tolerance_reason="b has no share")
def test_three_uses_by_hand(student):
    """a * a * a hands 120 to a, at a = 2 with 10 from above"""
    expect_shares(student, third, [([2.0, 1.0], [10.0], [120.0, 0.0])])


@task("Value.accumulate", tolerance_reason=EQUAL_SHARES)
@pytest.mark.parametrize("f", [added, multiplied, doubled, squared], ids=shown)
def test_handed_back_twice(student, rng, f):
    """a second sum or product of the same Values adds to their gradients"""
    expect_slopes(student, rng, f, [1.0, 2.5])


# MG-E12: any graph of sums and products


@task("Value.in_order")
def test_by_hand(student):
    """gives -5 and 3 for (a * b) * (a + b) at a = 3, b = -1"""
    got = student.run(backward_grads, diamond, [3.0, -1.0], told)

    name = f"gradients of {diamond.__doc__}"
    expect_floats(got, [-5.0, 3.0], names=("a.grad", "b.grad"), rtol=EXACT, name=name)


# v0 and v1 are the leaves; what is used again stands near the root, far from it, on either side.
SHARED = {
    "squares": [(multiplied, 0, 1), (multiplied, 2, 2), (added, 3, 2)],
    "shortcut": [(multiplied, 0, 1), (added, 2, 0), (added, 2, 3)],
    "two shortcuts": [(multiplied, 0, 1), (added, 2, 0), (multiplied, 2, 3), (added, 3, 4)],
    "late": [
        (multiplied, 0, 1),
        (added, 2, 0),
        (multiplied, 3, 2),
        (multiplied, 1, 3),
        (added, 4, 5),
    ],
    "doublings": [(multiplied, 0, 1), *((added, i, i) for i in range(2, 6))],
    "ladder": [(added, 0, 1), (multiplied, 0, 2), (added, 2, 3), (added, 3, 4), (added, 4, 5)],
}


@task("Value.in_order")
@pytest.mark.parametrize("shape", SHARED)
def test_shared_values(student, rng, shape):
    """agrees with differences where a Value is used again, on either side"""
    steps = SHARED[shape]
    graphs = [Graph(numbers(rng, 2), steps, len(steps) + 1) for _ in range(3)]
    graphs += [graph.turned for graph in graphs]
    expect_backward(student, graphs, plain_slopes, rtol=RTOL)


@task("Value.in_order")
def test_equal_numbers(student, rng):
    """tells Values apart that hold the same number"""
    x, y = numbers(rng, 2)
    steps = [(multiplied, 0, 2), (multiplied, 1, 2), (added, 3, 4)]
    expect_backward(student, [Graph([x, x, y], steps, 5)], plain_slopes, rtol=RTOL)


@task("Value.in_order", tolerance_reason=EQUAL_SHARES)
def test_random_graphs(student, rng):
    """agrees with differences on 30 random graphs of sums and products"""
    graphs = [drawn_graph(rng, 3, made) for made in [*range(4, 14)] * 3]
    expect_backward(student, graphs, plain_slopes, rtol=RTOL)


@observe
def doublings(a, b):
    """y = a * b; y = y + y, 20 times"""
    y = a * b
    for _ in range(20):
        y = y + y
    return y


@task("Value.in_order")
def test_many_paths(student, rng):
    """hands each gradient on once, where 2**20 paths lead back"""
    a, b = numbers(rng, 2)

    got = student.run(backward_grads, doublings, [a, b], told)

    expected = [b * 2**20, a * 2**20]
    name = f"gradients of {doublings.__doc__}"
    expect_floats(got, expected, names=("a.grad", "b.grad"), name=name)


@observe
def second_graph(m, x, y, told):
    """The grads after backward from a + b and then, from another graph, from a * b."""
    a, b = m.Value(x), m.Value(y)
    (a + b).backward()
    (a * b).backward()
    return [told(a.grad), told(b.grad)]


@task("Value.in_order")
def test_nothing_is_cleared(student, rng):
    """adds to what an earlier graph has left in a leaf"""
    a, b = numbers(rng, 2)

    got = student.run(second_graph, a, b, told)

    name = "gradients after a + b and then a * b"
    expect_floats(got, [1 + b, 1 + a], names=("a.grad", "b.grad"), scale=1.0, name=name)


# MG-E14 to MG-E16: powers, minus, division, plain numbers


@task("Value.__pow__")
@pytest.mark.parametrize("f", POWERS, ids=shown)
def test_power(student, rng, f):
    """has the data of plain numbers, of either sign"""
    expect_data(student, rng, f)


@task("Value.__pow__", tolerance_reason=EQUAL_SHARES)
@pytest.mark.parametrize("f", POWERS, ids=shown)
def test_power_handed_back(student, rng, f):
    """hands back slope times upstream gradient, and adds a second time"""
    expect_slopes(student, rng, f, [rng.uniform(2, 3)])
    expect_slopes(student, rng, f, [1.0, 2.5])


@observe
def to_the_two_and_a_half(a, b):
    """a ** 2.5"""
    return a**2.5


@task("Value.__pow__", tolerance_reason="one of the two has no share")
def test_power_by_hand(student):
    """hands back 120, -2.5 and 200 for the powers 3, -1 and 2.5; 0 at 0"""
    for f, a, share in (
        (cubed, 2.0, 120.0),
        (cubed, 0.0, 0.0),
        (inverted, 2.0, -2.5),
        (to_the_two_and_a_half, 4.0, 200.0),
    ):
        expect_shares(student, f, [([a, 1.0], [10.0], [share, 0.0])])


@observe
def powers(m, x, exponents, values, told):
    """The data of x ** k for each exponent, and what is raised where it is a Value."""
    data, raised = [told((m.Value(x) ** k).data) for k in exponents], []
    for k in values:
        try:
            raised.append((m.Value(x) ** m.Value(k)).data)
        except Exception as e:
            raised.append(type(e).__name__)
    return {"data": data, "raised": raised}


@task("Value.__pow__")
def test_value_as_exponent(student, rng):
    """takes an int or a float as an exponent, and refuses a Value"""
    x, exponents = rng.uniform(1, 2), [2, rng.uniform(2, 3), -1]

    got = student.run(powers, x, exponents, [3.0, 2.0], told)

    names = [f"exponent {k:.3g}" for k in exponents]
    expect_floats(got["data"], [x**k for k in exponents], names=names, name="the data of a ** k")
    for raised in got["raised"]:
        expect_that(
            isinstance(raised, str),
            name="a ** b for two Values",
            yours=f"a Value with the data {raised}",
            expected="an exception",
        )


@task("Value.__sub__")
@pytest.mark.parametrize("f", AND_NUMBERS, ids=shown)
def test_operator(student, rng, f):
    """has the data of plain numbers, and hands back slope times upstream"""
    expect_data(student, rng, f)
    expect_slopes(student, rng, f, [rng.uniform(2, 3)])


@task("Value.__sub__")
@pytest.mark.parametrize("f", AND_NUMBERS, ids=shown)
def test_operator_twice(student, rng, f):
    """adds to the gradient that a Value already has"""
    expect_slopes(student, rng, f, [1.0, 2.5])


@task("Value.__sub__", tolerance_reason=EQUAL_SHARES)
def test_operator_by_hand(student, rng):
    """at a = 3, b = -2 with 10 from above: 10, -10 for -, -5, -7.5 for /"""
    for f, expected in ((subtracted, [10.0, -10.0]), (divided, [-5.0, -7.5])):
        expect_shares(student, f, [([3.0, -2.0], [10.0], expected)])
    expect_apart(student, rng, subtracted, lambda a, b: (1.0, -1.0))


@task("Value.__rsub__", tolerance_reason="one of the two has no share")
def test_number_in_front_by_hand(student):
    """at a = 4 with 10 from above: -10 for 1 - a, -1.25 for 2 / a"""
    for f, share in ((number_minus, -10.0), (number_over, -1.25)):
        expect_shares(student, f, [([4.0, 1.0], [10.0], [share, 0.0])])


@task("Value.__rsub__")
@pytest.mark.parametrize("f", NUMBERS_FIRST, ids=shown)
def test_number_in_front(student, rng, f):
    """has the data and the gradients of plain numbers"""
    expect_data(student, rng, f)
    expect_slopes(student, rng, f, [rng.uniform(2, 3)])
    expect_slopes(student, rng, f, [1.0, 2.5])


# MG-E4, MG-E17 to MG-E19: functions of one number


def drawn(rng, name):
    """The method of a task, its function, places for it, and their names in messages."""
    method, f, ranges = FUNCTIONS[name]
    xs = [rng.uniform(*limits) for limits in ranges]
    return method, f, xs, [f"x={x:.3g}" for x in xs]


@each_task(*FUNCTIONS)
def test_function_data(student, rng, name):
    """has the data of the function"""
    method, f, xs, names = drawn(rng, name)

    got = student.run(applied, method, xs, [1.0], told)

    expect_floats(got["data"], [f(x) for x in xs], names=names, name=f"the data of {method}")


@each_task(*FUNCTIONS)
def test_function_gradient(student, rng, name):
    """hands back slope times upstream gradient"""
    method, f, xs, names = drawn(rng, name)
    upstream = rng.uniform(2, 3)

    got = student.run(applied, method, xs, [upstream], told)

    expected = [upstream * slopes(f, [x])[0] for x in xs]
    title = f"gradients through {method}, after _backward"
    expect_floats(got["grads"], expected, names=names, rtol=RTOL, name=title)


@each_task(*FUNCTIONS)
def test_function_twice(student, rng, name):
    """adds to the gradient that a Value already has"""
    method, f, xs, names = drawn(rng, name)

    got = student.run(applied, method, xs, [1.0, 2.5], told)

    expected = [3.5 * slopes(f, [x])[0] for x in xs]
    title = f"gradients through {method}, made twice"
    expect_floats(got["grads"], expected, names=names, rtol=RTOL, name=title)


def expect_by_hand(student, name, places, data, grads):
    """What a function gives and hands back at places where both are known by hand."""
    got = student.run(applied, name, places, [1.0], told)

    names = [f"x={x:.3g}" for x in places]
    expect_floats(got["data"], data, names=names, rtol=EXACT, name=f"the data of {name}")
    title = f"gradients through {name}"
    expect_floats(got["grads"], grads, names=names, rtol=EXACT, name=title)


@task("Value.tanh")
def test_tanh_by_hand(student):
    """tanh is 1/2 and -1/3 at log(3)/2 and -log(2)/2, its slope 3/4 and 8/9"""
    places = [math.log(3) / 2, -math.log(2) / 2]
    expect_by_hand(student, "tanh", places, [1 / 2, -1 / 3], [3 / 4, 8 / 9])


@task("Value.tanh")
def test_tanh_of_large_numbers(student):
    """tanh of 20 and -20 is 1 and -1"""
    got = student.run(applied, "tanh", [-20.0, 20.0], [1.0], told)

    expect_floats(got["data"], [-1.0, 1.0], names=("x=-20", "x=20"), name="the data of tanh")


@task("Value.exp")
def test_exp_by_hand(student):
    """exp is 2 and 1/5 at log(2) and -log(5), and so is its slope"""
    places = [math.log(2), -math.log(5)]
    expect_by_hand(student, "exp", places, [2.0, 0.2], [2.0, 0.2])


@task("Value.relu")
def test_relu_at_zero(student, rng):
    """relu has the slope 0 at 0"""
    upstream = rng.uniform(2, 3)

    got = student.run(applied, "relu", [-1.0, 0.0, 2.0], [upstream], told)

    names = ("x=-1", "x=0", "x=2")
    expect_floats(got["data"], [0.0, 0.0, 2.0], names=names, name="the data of relu")
    expected = [0.0, 0.0, upstream]
    expect_floats(got["grads"], expected, names=names, name="gradients through relu")


@task("Value.log")
def test_log_by_hand(student):
    """log of 4 and 1/2 hands back 1/4 and 2"""
    expect_by_hand(student, "log", [4.0, 0.5], [math.log(4), -math.log(2)], [0.25, 2.0])


@observe
def logs(m, xs):
    """The data of log, or the name of what it raises, for each x."""
    found = []
    for x in xs:
        try:
            found.append(m.Value(x).log().data)
        except NotImplementedError:
            raise
        except Exception as e:
            found.append(type(e).__name__)
    return found


@task("Value.log")
def test_log_of_no_positive_number(student, rng):
    """log of 0 and of -2 raises ValueError"""
    xs = rng.sample([0.0, -2.0, rng.uniform(0.1, 1), rng.uniform(1, 4)], 4)

    for x, got in zip(xs, student.run(logs, xs), strict=True):
        if x > 0:
            expect_numbers([got], [math.log(x)], names=[f"x={x:.3g}"], name="the data of log")
        else:
            expect_that(
                got == "ValueError",
                name=f"log of {x:g}",
                yours=str(got),
                expected="a ValueError",
            )


# MG-E25: all operators of the lecture in one graph


@observe
def tanh_in_parts(a, b):
    """e = exp(2 * a); (e - 1) / (e + 1) * b"""
    e = (2 * a).exp()
    return (e - 1) / (e + 1) * b


@task("Value.mixed")
def test_tanh_in_parts(student, rng):
    """tanh made of exp, minus, plus and division has the gradient of tanh"""
    for place in signs(rng):
        got = student.run(backward_grads, tanh_in_parts, place, told)

        expected = slopes(lambda a, b: math.tanh(a) * b, place)
        names, name = ("a.grad", "b.grad"), f"gradients of {tanh_in_parts.__doc__}"
        expect_floats(got, expected, names=names, rtol=RTOL, name=name)


@task("Value.mixed", tolerance_reason=EQUAL_SHARES)
def test_mixed_graphs(student, rng):
    """agrees with differences on 24 random graphs of all operators"""
    graphs = [drawn_mixture(rng, 3, made) for made in [*range(4, 12)] * 3]
    expect_backward(student, graphs, plain_slopes, rtol=RTOL)
