"""Visible checks for value.py. Grading uses its own copy of this file."""

import math

import pytest
from exercises.micrograd.cases import (
    EQUAL_SHARES,
    RTOL,
    TWO_VALUES,
    WITH_NUMBERS,
    backward_grads,
    doubled,
    handed_back,
    numbers,
    slopes,
    squared,
    value_data,
)

from grader import expect_equal, expect_numbers, observe, task

AB = ("a.grad", "b.grad")
FUNCTIONS = {
    "tanh": (math.tanh, [-1.5, 0.3, 2.0]),
    "exp": (math.exp, [-1.0, 0.5, 1.5]),
    "relu": (lambda x: max(0.0, x), [-1.5, 0.7, 2.0]),
    "log": (math.log, [0.4, 1.3, 3.0]),
}


def shown(f):
    """The expression as the id of a check."""
    return f.__name__


each_operator = pytest.mark.parametrize("f", [*TWO_VALUES, *WITH_NUMBERS], ids=shown)
each_function = pytest.mark.parametrize("name", FUNCTIONS)


@observe
def leaf(m):
    """What a new Value holds."""
    a = m.Value(2.5)
    return {"data": a.data, "grad": a.grad, "children": len(a._prev)}


@task("Value")
def test_leaf(student):
    """holds its number, a grad of 0 and no children"""
    got = student.run(leaf)

    expect_numbers(
        [got["data"], got["grad"]], [2.5, 0.0], names=("data", "grad"), name="Value(2.5)"
    )
    expect_equal(got["children"], 0, name="the number of Values in _prev of a leaf")


@task("Value")
@each_operator
def test_data(student, rng, f):
    """has the data that plain numbers have under the same operator"""
    pairs = [numbers(rng, 2) for _ in range(3)]

    got = student.run(value_data, f, pairs)

    names = [f"a={a:.3g}, b={b:.3g}" for a, b in pairs]
    expected = [f(*pair) for pair in pairs]
    expect_numbers(got, expected, names=names, name=f"the data of {f.__doc__}")


@observe
def children(m):
    """The data of the children of a + b and of a * b, sorted; and whether they are the leaves."""
    a, b = m.Value(2.0), m.Value(-3.0)
    outs = [a + b, a * b, a**2]
    same = all(any(child is leaf for leaf in (a, b)) for out in outs for child in out._prev)
    return {"data": [sorted(child.data for child in out._prev) for out in outs], "same": same}


@task("Value")
def test_children(student):
    """remembers in _prev what it was made of"""
    got = student.run(children)

    expect_equal(
        got["data"], [[-3.0, 2.0], [-3.0, 2.0], [2.0]], name="_prev of a + b, a * b, a ** 2"
    )
    expect_equal(got["same"], True, name="that _prev holds the very Values a and b")


@observe
def value_as_exponent(m):
    """Whether a Value as an exponent is refused with an exception."""
    try:
        m.Value(2.0) ** m.Value(3.0)
    except Exception:
        return "an exception"
    return "no exception"


@task("Value")
def test_value_as_exponent(student):
    """refuses a Value as an exponent"""
    expect_equal(student.run(value_as_exponent), "an exception", name="a ** b for two Values")


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

    expect_numbers(got, [2.0, 6.0], names=("a + a", "a * a"), name="the gradient of a")


@observe
def one_twice(a):
    """a + a"""
    return a + a


@observe
def one_squared(a):
    """a * a"""
    return a * a


@observe
def applied(m, name, xs, upstream):
    """data of name(x), and grad of x after its _backward for each upstream, for all xs.

    The function is applied anew for each upstream, to the same leaf.
    """
    data, grads = [], []
    for x in xs:
        a = m.Value(x)
        for grad in upstream:
            order = []

            def visit(node, order=order):
                if not any(node is other for other in order):
                    for child in node._prev:
                        visit(child)
                    order.append(node)

            out = getattr(a, name)()
            visit(out)
            out.grad = grad
            for node in reversed(order):
                node._backward()
        data.append(out.data)
        grads.append(a.grad)
    return {"data": data, "grads": grads}


@task("Value.tanh")
@each_function
def test_function_data(student, name):
    """has the data of the function"""
    f, xs = FUNCTIONS[name]

    got = student.run(applied, name, xs, [1.0])

    expect_numbers(got["data"], [f(x) for x in xs], names=at(xs), name=f"the data of {name}")


@task("Value.tanh")
@each_function
def test_function_gradient(student, rng, name):
    """hands back slope times upstream gradient"""
    f, xs = FUNCTIONS[name]
    upstream = rng.uniform(2, 3)

    got = student.run(applied, name, xs, [upstream])

    expected = [upstream * slopes(f, [x])[0] for x in xs]
    title = f"gradients through {name}"
    expect_numbers(got["grads"], expected, names=at(xs), rtol=RTOL, name=title)


@task("Value.tanh")
@each_function
def test_function_twice(student, name):
    """adds to the gradient that a Value already has"""
    f, xs = FUNCTIONS[name]

    got = student.run(applied, name, xs, [1.0, 2.5])

    expected = [3.5 * slopes(f, [x])[0] for x in xs]
    title = f"gradients through {name}, made twice"
    expect_numbers(got["grads"], expected, names=at(xs), rtol=RTOL, name=title)


@task("Value.tanh")
def test_relu_at_zero(student):
    """relu has the slope 0 at 0"""
    xs = [-1.0, 0.0, 2.0]

    got = student.run(applied, "relu", xs, [3.0])

    expect_numbers(got["grads"], [0.0, 0.0, 3.0], names=at(xs), name="gradients through relu")


@task("Value.tanh")
def test_tanh_of_large_numbers(student):
    """tanh of 20 and -20 is 1 and -1"""
    got = student.run(applied, "tanh", [-20.0, 20.0], [1.0])

    expect_numbers(got["data"], [-1.0, 1.0], names=at([-20.0, 20.0]), name="the data of tanh")


@observe
def log_raises(m, xs):
    """The name of what log raises for each x."""
    found = []
    for x in xs:
        try:
            m.Value(x).log()
            found.append("nothing")
        except NotImplementedError:
            raise
        except Exception as e:
            found.append(type(e).__name__)
    return found


@task("Value.tanh")
def test_log_of_no_positive_number(student):
    """log of 0 and of -2 raises ValueError"""
    got = student.run(log_raises, [0.0, -2.0])

    expect_equal(got, ["ValueError", "ValueError"], name="what log raises for 0 and -2")


def at(xs):
    """Names for the entries of a list: "x=2"."""
    return [f"x={x:g}" for x in xs]


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
def long_chain(a, b):
    """a + b + b + ... + b, 300 times"""
    out = a
    for _ in range(300):
        out = out + b
    return out


@observe
def doublings(a, b):
    """y = a * b; y = y + y, 20 times"""
    y = a * b
    for _ in range(20):
        y = y + y
    return y


@task("Value.backward")
@pytest.mark.parametrize("f", [one_step, direct, diamond, uneven, shared_late], ids=shown)
def test_graph(student, rng, f):
    """agrees with central differences, in each of 10 equal graphs"""
    place = numbers(rng, 2)

    got = student.run(backward_grads, f, place, 10)

    expected = slopes(f, place) * 10
    names = [f"{name} of graph {i}" for i in range(1, 11) for name in AB]
    expect_numbers(got, expected, names=names, rtol=RTOL, name=f"gradients of {f.__doc__}")


@task("Value.backward")
def test_by_hand(student):
    """gives -5 and 3 for (a * b) * (a + b) at a = 3, b = -1"""
    got = student.run(backward_grads, diamond, [3.0, -1.0], 1)

    expect_numbers(got, [-5.0, 3.0], names=AB, name=f"gradients of {diamond.__doc__}")


@task("Value.backward")
def test_long_chain(student):
    """goes through a chain of 300 sums"""
    got = student.run(backward_grads, long_chain, [2.0, 3.0], 1)

    expect_numbers(got, [1.0, 300.0], names=AB, name=f"gradients of {long_chain.__doc__}")


@task("Value.backward")
def test_many_paths(student):
    """hands each gradient on once, where 2**20 paths lead back"""
    got = student.run(backward_grads, doublings, [3.0, 5.0], 1)

    expected = [5.0 * 2**20, 3.0 * 2**20]
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
def test_second_call(student):
    """a second call on a * b adds to a and b, and starts with 1 again"""
    got = student.run(called_twice, 2.0, 7.0)

    names = [f"{name}, {when}" for when in ("once", "twice") for name in (*AB, "root.grad")]
    expect_numbers(got, [7.0, 2.0, 1.0, 14.0, 4.0, 1.0], names=names, name="gradients of a * b")
