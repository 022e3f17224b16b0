"""Visible checks for value.py. Grading uses its own copy of this file."""

import math

import pytest
from exercises.micrograd.cases import (
    EQUAL_SHARES,
    EXACT,
    RTOL,
    TWO_VALUES,
    WITH_NUMBERS,
    applied,
    backward_grads,
    doubled,
    expect_values,
    handed_back,
    numbers,
    slopes,
    squared,
    value_data,
)

from grader import expect_equal, expect_numbers, expect_that, observe, task

AB = ("a.grad", "b.grad")
# Each with the ranges from which its inputs are drawn.
FUNCTIONS = {
    "tanh": (math.tanh, [(-2, -1), (0.2, 0.5), (1, 2)]),
    "exp": (math.exp, [(-2, -1), (0.2, 0.5), (1, 2)]),
    "relu": (lambda x: max(0.0, x), [(-2, -1), (0.2, 0.5), (1, 2)]),
    "log": (math.log, [(0.3, 0.5), (0.6, 0.9), (2, 4)]),
}


def shown(f):
    """The expression as the id of a check."""
    return f.__name__


each_operator = pytest.mark.parametrize("f", [*TWO_VALUES, *WITH_NUMBERS], ids=shown)
each_function = pytest.mark.parametrize("name", FUNCTIONS)


@observe
def leaf(m, x):
    """What a new Value holds."""
    a = m.Value(x)
    return {"data": a.data, "grad": a.grad, "children": [child.data for child in a._prev]}


@task("Value")
def test_leaf(student, rng):
    """holds its number, a grad of 0 and no children"""
    [x] = numbers(rng, 1)

    got = student.run(leaf, x)

    names = ("data", "grad")
    expect_numbers([got["data"], got["grad"]], [x, 0.0], names=names, name=f"Value({x})")
    expect_equal(got["children"], [], name="the data in _prev of a leaf")


@task("Value")
@each_operator
def test_data(student, rng, f):
    """has the data that plain numbers have under the same operator"""
    pairs = [numbers(rng, 2) for _ in range(3)]

    got = student.run(value_data, f, pairs)

    expect_values(got, f, pairs)


@observe
def children(m, x, y, marks):
    """The data in _prev of a + b, a * b and a ** 2, after a and b got the marks as data."""
    a, b = m.Value(x), m.Value(y)
    outs = [a + b, a * b, a**2]
    a.data, b.data = marks
    return [[child.data for child in out._prev] for out in outs]


@task("Value")
def test_children(student, rng):
    """remembers in _prev what it was made of"""
    marks = a, b = numbers(rng, 2)
    for text, got, expected in zip(
        ("a + b", "a * b", "a ** 2"),
        student.run(children, *numbers(rng, 2), marks),
        ([a, b], [a, b], [a]),
        strict=True,
    ):
        expect_that(
            sorted(got) == sorted(expected),
            name=f"_prev of {text}",
            yours=f"Values with the data {sorted(got)}",
            expected=f"the very Values, whose data has become {sorted(expected)}",
        )


@observe
def powers(m, x, exponents, values):
    """The data of x ** k for each exponent, and what is raised where it is a Value."""
    data, raised = [(m.Value(x) ** k).data for k in exponents], []
    for k in values:
        try:
            raised.append((m.Value(x) ** m.Value(k)).data)
        except Exception as e:
            raised.append(type(e).__name__)
    return {"data": data, "raised": raised}


@task("Value")
def test_value_as_exponent(student, rng):
    """takes a number as an exponent, and refuses a Value"""
    x, exponents = rng.uniform(1, 2), [2, rng.uniform(2, 3), -1]

    got = student.run(powers, x, exponents, [3.0, 2.0])

    names = [f"exponent {k:.3g}" for k in exponents]
    expect_numbers(got["data"], [x**k for k in exponents], names=names, name="the data of a ** k")
    for raised in got["raised"]:
        expect_that(
            isinstance(raised, str),
            name="a ** b for two Values",
            yours=f"a Value with the data {raised}",
            expected="an exception",
        )


@task("Value.local_gradients", tolerance_reason=EQUAL_SHARES)
@each_operator
def test_handed_back(student, rng, f):
    """hands back slope times upstream gradient"""
    place, upstream = numbers(rng, 2), rng.uniform(2, 3)

    got = student.run(handed_back, f, place, [upstream])

    expected = [upstream * slope for slope in slopes(f, place)]
    expect_numbers(got, expected, names=AB, rtol=RTOL, name=f"gradients through {f.__doc__}")


@task("Value.local_gradients", tolerance_reason=EQUAL_SHARES)
@pytest.mark.parametrize("f", [*TWO_VALUES, doubled, squared], ids=shown)
def test_handed_back_twice(student, rng, f):
    """adds to the gradient that a Value already has"""
    place, upstream = numbers(rng, 2), [1.0, 2.5]

    got = student.run(handed_back, f, place, upstream)

    expected = [3.5 * slope for slope in slopes(f, place)]
    name = f"gradients through {f.__doc__}, made twice"
    expect_numbers(got, expected, names=AB, rtol=RTOL, name=name)


@task("Value.local_gradients")
def test_used_twice_by_hand(student):
    """a + a hands back 2, and a * a hands back 6 at a = 3"""
    got = [student.run(handed_back, f, [3.0], [1.0])[0] for f in (one_twice, one_squared)]

    names = ("a + a", "a * a")
    expect_numbers(got, [2.0, 6.0], names=names, rtol=EXACT, name="the gradient of a")


@observe
def one_twice(a):
    """a + a"""
    return a + a


@observe
def one_squared(a):
    """a * a"""
    return a * a


@task("Value.tanh")
@each_function
def test_function_data(student, rng, name):
    """has the data of the function"""
    f, xs = drawn(rng, name)

    got = student.run(applied, name, xs, [1.0])

    expect_numbers(got["data"], [f(x) for x in xs], names=at(xs), name=f"the data of {name}")


@task("Value.tanh")
@each_function
def test_function_gradient(student, rng, name):
    """hands back slope times upstream gradient"""
    f, xs = drawn(rng, name)
    upstream = rng.uniform(2, 3)

    got = student.run(applied, name, xs, [upstream])

    expected = [upstream * slopes(f, [x])[0] for x in xs]
    title = f"gradients through {name}"
    expect_numbers(got["grads"], expected, names=at(xs), rtol=RTOL, name=title)


@task("Value.tanh")
@each_function
def test_function_twice(student, rng, name):
    """adds to the gradient that a Value already has"""
    f, xs = drawn(rng, name)

    got = student.run(applied, name, xs, [1.0, 2.5])

    expected = [3.5 * slopes(f, [x])[0] for x in xs]
    title = f"gradients through {name}, made twice"
    expect_numbers(got["grads"], expected, names=at(xs), rtol=RTOL, name=title)


@task("Value.tanh")
def test_function_by_hand(student):
    """hands back 3/4 for tanh at log(3)/2, 2 for exp at log(2)"""
    places = {"tanh": math.log(3) / 2, "exp": math.log(2), "log": 4.0}
    got = [student.run(applied, name, [x], [1.0])["grads"][0] for name, x in places.items()]

    expect_numbers(got, [0.75, 2.0, 0.25], names=[*places], rtol=EXACT, name="the gradients")


@task("Value.tanh")
def test_relu_at_zero(student, rng):
    """relu has the slope 0 at 0"""
    xs, upstream = [-1.0, 0.0, 2.0], rng.uniform(2, 3)

    got = student.run(applied, "relu", xs, [upstream])

    expect_numbers(got["grads"], [0.0, 0.0, upstream], names=at(xs), name="gradients through relu")


@task("Value.tanh")
def test_tanh_of_large_numbers(student):
    """tanh of 20 and -20 is 1 and -1"""
    got = student.run(applied, "tanh", [-20.0, 20.0], [1.0])

    expect_numbers(got["data"], [-1.0, 1.0], names=at([-20.0, 20.0]), name="the data of tanh")


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


@task("Value.tanh")
def test_log_of_no_positive_number(student, rng):
    """log of 0 and of -2 raises ValueError"""
    xs = rng.sample([0.0, -2.0, rng.uniform(0.1, 1), rng.uniform(1, 4)], 4)

    for x, got in zip(xs, student.run(logs, xs), strict=True):
        if x > 0:
            expect_numbers([got], [math.log(x)], names=at([x]), name="the data of log")
        else:
            expect_that(
                got == "ValueError",
                name=f"log of {x:g}",
                yours=str(got),
                expected="a ValueError",
            )


def drawn(rng, name):
    """The function called name, and places for it."""
    f, ranges = FUNCTIONS[name]
    return f, [rng.uniform(*limits) for limits in ranges]


def at(xs):
    """Names for the entries of a list: "x=2"."""
    return [f"x={x:.3g}" for x in xs]


@observe
def one_step(a, b):
    """a * b"""
    return a * b


@observe
def diamond(a, b):
    """(a * b) * (a + b)"""
    return (a * b) * (a + b)


@observe
def uneven(a, b):
    """h = a * b; h * h + h"""
    h = a * b
    return h * h + h


@observe
def direct(a, b):
    """a * b + a"""
    return a * b + a


@observe
def shared_late(a, b):
    """d = a * b; e = d + a; e * d + b * e"""
    d = a * b
    e = d + a
    return e * d + b * e


@observe
def shortcut(a, b):
    """h = a * b; h + (h + a)"""
    h = a * b
    return h + (h + a)


@observe
def shortcut_first(a, b):
    """h = a * b; (a + h) + h"""
    h = a * b
    return (a + h) + h


@observe
def long_chain(a, b):
    """(a + b + b + ... + b) * a, with 299 sums"""
    out = a
    for _ in range(299):
        out = out + b
    return out * a


@observe
def doublings(a, b):
    """y = a * b; y = y + y, 20 times"""
    y = a * b
    for _ in range(20):
        y = y + y
    return y


each_graph = pytest.mark.parametrize(
    "f", [one_step, direct, diamond, uneven, shared_late, shortcut, shortcut_first], ids=shown
)


@task("Value.backward")
@each_graph
def test_graph(student, rng, f):
    """agrees with differences, in each of 10 equal graphs"""
    place = numbers(rng, 2)

    got = student.run(backward_grads, f, place, 10)

    expected = slopes(f, place) * 10
    names = [f"{name} of graph {i}" for i in range(1, 11) for name in AB]
    expect_numbers(got, expected, names=names, rtol=RTOL, name=f"gradients of {f.__doc__}")


@task("Value.backward")
def test_by_hand(student):
    """gives -5 and 3 for (a * b) * (a + b) at a = 3, b = -1"""
    got = student.run(backward_grads, diamond, [3.0, -1.0], 1)

    name = f"gradients of {diamond.__doc__}"
    expect_numbers(got, [-5.0, 3.0], names=AB, rtol=EXACT, name=name)


@task("Value.backward")
def test_long_chain(student, rng):
    """goes through a chain of 299 sums and a product"""
    a, b = numbers(rng, 2)

    got = student.run(backward_grads, long_chain, [a, b], 1)

    expected = [2 * a + 299 * b, 299 * a]
    expect_numbers(got, expected, names=AB, name=f"gradients of {long_chain.__doc__}")


@task("Value.backward")
def test_many_paths(student, rng):
    """hands each gradient on once, where 2**20 paths lead back"""
    a, b = numbers(rng, 2)

    got = student.run(backward_grads, doublings, [a, b], 1)

    expected = [b * 2**20, a * 2**20]
    expect_numbers(got, expected, names=AB, name=f"gradients of {doublings.__doc__}")


@observe
def called_twice(m, x, y):
    """The grads of the leaves and of the root after one and after two calls of backward."""
    a, b = m.Value(x), m.Value(y)
    out = a * b
    out.backward()
    once = [a.grad, b.grad, out.grad]
    out.backward()
    return [*once, a.grad, b.grad, out.grad]


@task("Value.backward")
def test_second_call(student, rng):
    """a second call on a * b adds to a and b, and starts with 1 again"""
    a, b = numbers(rng, 2)

    got = student.run(called_twice, a, b)

    names = [f"{name}, {when}" for when in ("once", "twice") for name in (*AB, "root.grad")]
    expected = [b, a, 1.0, 2 * b, 2 * a, 1.0]
    expect_numbers(got, expected, names=names, name="gradients of a * b")
