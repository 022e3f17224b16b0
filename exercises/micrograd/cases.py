"""Functions and right answers for the checks of this topic. Nothing in here is to be solved.

Functions of a and b work on plain numbers as well as on Values, so that differences of the plain
ones tell what the gradient of the others has to be.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from operator import mul
from random import Random
from statistics import fmean
from typing import Any

from grader import expect_equal, expect_numbers, expect_that, observe

# Differences with this step are right to about 9 digits where numbers are about 1.
STEP = 1e-5
RTOL = 1e-6
# What comes out of formulas is right to more digits than any difference.
EXACT = 1e-12

# So far apart that no step of a difference fits both: too small for one, too large for the other.
APART = 2.0**600, 2.0**400

# torch.tensor makes float32 of plain numbers, which is accurate enough.
FLOAT32 = 1e-5

# Why swapped gradients may lie within the tolerance.
EQUAL_SHARES = "a sum hands the same to both of its inputs; the other operators tell them apart"

# How many inputs the network of the lecture has, and its layers.
NIN, NOUTS = 3, [4, 4, 1]


def slopes(f: Callable[..., float], place: Sequence[float], step: float = STEP) -> list[float]:
    """The gradient of f at a place: that of parabolas through it and two points on one side."""
    here, found = f(*place), []
    for i in range(len(place)):
        near, far = (
            f(*(x + count * step * (i == j) for j, x in enumerate(place))) for count in (1, 2)
        )
        found.append((4 * near - far - 3 * here) / (2 * step))
    return found


def is_smooth(f: Callable[..., float], place: Sequence[float]) -> bool:
    """Whether no kink of a relu is so near that differences of another step see it."""
    pairs = zip(slopes(f, place), slopes(f, place, 10 * STEP), strict=True)
    return all(abs(near - far) < 1e-4 for near, far in pairs)


def numbers(rng: Random, count: int, low: float = 0.5, high: float = 2.0) -> list[float]:
    """Random numbers of either sign, none near 0, of sizes from low to high."""
    return [rng.choice((-1, 1)) * rng.uniform(low, high) for _ in range(count)]


def signs(rng: Random) -> list[list[float]]:
    """Two pairs of numbers of either sign, so that no sign is left to chance."""
    return [[sign * rng.uniform(0.5, 2.0), -sign * rng.uniform(0.5, 2.0)] for sign in (1, -1)]


@observe
def told(x):
    """x as a number; the name of its type where it is none."""
    try:
        return float(x)
    except OverflowError:
        return x
    except Exception:
        return type(x).__name__


def kind(name: str) -> str:
    """What a message calls something of the type called `name`."""
    return "None" if name == "NoneType" else f"a {name}"


def expect_floats(
    got: Any, expected: Sequence[float], *, names: Sequence[str], **more: Any
) -> None:
    """expect_numbers for what `told` found: says what stands there in place of a number."""
    for label, found in zip(names, got, strict=False) if isinstance(got, list) else ():
        if isinstance(found, str):
            yours = f"{kind(found)}, not a number"
            of = f"{more['name']}: {label}" if "name" in more else label
            expect_that(False, name=of, yours=yours, expected="a number")
    expect_numbers(got, expected, names=names, **more)


@observe
def added(a, b):
    """a + b"""
    return a + b


@observe
def multiplied(a, b):
    """a * b"""
    return a * b


@observe
def subtracted(a, b):
    """a - b"""
    return a - b


@observe
def divided(a, b):
    """a / b"""
    return a / b


@observe
def negated(a, b):
    """-a"""
    return -a


@observe
def cubed(a, b):
    """a ** 3"""
    return a**3


@observe
def inverted(a, b):
    """a ** -1"""
    return a**-1


@observe
def plus_number(a, b):
    """b + 2"""
    return b + 2


@observe
def number_plus(a, b):
    """2 + a"""
    return 2 + a


@observe
def times_number(a, b):
    """a * 3"""
    return a * 3


@observe
def number_times(a, b):
    """3 * b"""
    return 3 * b


@observe
def minus_number(a, b):
    """a - 1"""
    return a - 1


@observe
def number_minus(a, b):
    """1 - a"""
    return 1 - a


@observe
def over_number(a, b):
    """b / 4"""
    return b / 4


@observe
def number_over(a, b):
    """2 / a"""
    return 2 / a


@observe
def summed(a, b):
    """sum([a, b, a])"""
    return sum([a, b, a])


@observe
def doubled(a, b):
    """a + a"""
    return a + a


@observe
def squared(a, b):
    """a * a"""
    return a * a


# With a Value on the left, or a plain number that may change sides; and plain numbers in front.
POWERS = (cubed, inverted)
AND_NUMBERS = (
    *(negated, subtracted, divided, plus_number, number_plus, times_number, number_times),
    *(minus_number, over_number, summed),
)
NUMBERS_FIRST = (number_minus, number_over)


@observe
def value_data(m, f, pairs):
    """The data of f(a, b) for every pair; what there is instead where that is no number."""
    found = []
    for x, y in pairs:
        out = f(m.Value(x), m.Value(y))
        try:
            found.append(float(out.data))
        except AttributeError:
            found.append(type(out).__name__)
        except TypeError:
            found.append(f"{type(out).__name__} whose data is a {type(out.data).__name__}")
    return found


def expect_values(got: Any, f: Callable[..., float], pairs: Sequence[Sequence[float]]) -> None:
    """What value_data found for f has, for each pair, the data that plain numbers give."""
    names = [", ".join(f"{name}={x:.3g}" for name, x in zip("ab", xy, strict=True)) for xy in pairs]
    for found, name in zip(got, names, strict=True):
        expect_that(
            not isinstance(found, str),
            name=f"{f.__doc__} for {name}",
            yours=kind(str(found)),
            expected="a Value whose data is a number",
        )
    expected = [f(*pair) for pair in pairs]
    expect_numbers(got, expected, names=names, name=f"the data of {f.__doc__}")


@observe
def handed_back(m, f, cases, told):
    """The grads of the leaves after the _backward of every Value of f, for each case.

    cases    [place, upstream gradients]: the graph is built anew for each upstream gradient, over
             the same leaves

    Where _prev of the last graph leads to no leaf, their grads are nan: backward() would never come
    to them. A text in place of the grads says why a graph cannot be walked.
    """

    def below(node):
        return [n for child in node._prev for n in below(child)] + [node]

    def grads(place, upstream):
        leaves = [m.Value(x) for x in place]
        for grad in upstream:
            root = f(*leaves)
            root.grad = grad
            try:
                nodes = below(root)
            except AttributeError as e:
                return str(e)
            for node in reversed(dict.fromkeys(nodes)):
                node._backward()
        shares = [told(math.nan) for _leaf in leaves]
        for _reached in {*leaves} & {*nodes}:
            shares = [told(leaf.grad) for leaf in leaves]
        return shares

    return [grads(place, upstream) for place, upstream in cases]


def expect_shares(
    student: Any,
    f: Callable[..., Any],
    cases: Sequence[tuple[Sequence[float], Sequence[float], Sequence[float]]],
    scale: float = 0.0,
    rtol: float = EXACT,
) -> None:
    """Operator by operator, f hands back what is expected.

    cases    (place, upstream gradients, the grads of the leaves that are expected)
    """
    found = student.run(handed_back, f, [case[:2] for case in cases], told)

    for got, (place, _, expected) in zip(found, cases, strict=True):
        expect_that(
            not isinstance(got, str),
            name=f"_prev in the graph of {f.__doc__}",
            yours=f"something that is no Value: {got}",
            expected="the Values it was made of; a plain number becomes a Value first",
        )
        names = [f"{name}.grad" for name in "abc"[: len(place)]]
        name = f"gradients through {f.__doc__}, after _backward"
        expect_floats(got, expected, names=names, name=name, scale=scale, rtol=rtol)


def expect_apart(
    student: Any, rng: Random, f: Callable[..., Any], gradient: Callable[..., Sequence[float]]
) -> None:
    """f hands back the gradient where one of its two numbers is far larger than the other.

    gradient    of f, by formulas
    """
    for sizes in (APART, APART[::-1]):
        place = [x * size for x, size in zip(numbers(rng, 2, 1.0, 2.0), sizes, strict=True)]
        upstream = rng.uniform(2, 3)
        [got] = student.run(handed_back, f, [[place, [upstream]]], told)

        # Each alone: the tolerance of the larger gradient would hide the smaller one.
        for name, found, slope in zip(("a.grad", "b.grad"), got, gradient(*place), strict=True):
            title = f"{name} through {f.__doc__} at a = {place[0]:.3g}, b = {place[1]:.3g}"
            expect_floats([found], [upstream * slope], names=[name], rtol=EXACT, name=title)


@observe
def applied(m, name, xs, upstream, told):
    """data of name(x), and grad of x after its _backward for each upstream, for all xs.

    The function is applied anew for each upstream, to the same leaf. Where _prev of the result
    does not lead to x, backward() would never come to it: its grad counts as 0.
    """

    def below(node):
        return [n for child in node._prev for n in below(child)] + [node]

    data, grads = [], []
    for x in xs:
        a = m.Value(x)
        for grad in upstream:
            out = getattr(a, name)()
            out.grad = grad
            nodes = dict.fromkeys(below(out))
            for node in reversed(nodes):
                node._backward()
        data.append(told(out.data))
        grads.append(told({node: node.grad for node in nodes}.get(a, 0.0)))
    return {"data": data, "grads": grads}


@observe
def network(m, sizes, weights, xs, options, many, told):
    """Outputs and gradients of MLP(*sizes, **options) with these weights.

    many     whether the last layer has more than one neuron, so that there is a list of outputs

    The gradient is that of the sum of all outputs for all inputs xs.
    """
    model = m.MLP(sizes[0], sizes[1], **options)
    for p, weight in zip(model.parameters(), weights, strict=True):
        p.data = weight
    outs = []
    for x in xs:
        outs += model(x) if many else [model(x)]
    total = outs[0]
    for out in outs[1:]:
        total = total + out
    total.backward()
    return {
        "outs": [told(out.data) for out in outs],
        "grads": [told(p.grad) for p in model.parameters()],
    }


@observe
def trained(m, sizes, weights, data, steps, lr, old):
    """The losses of training, and the parameters afterwards; `old` is in every grad before."""

    def number(loss):
        try:
            return loss.data
        except AttributeError:
            return loss

    model = m.MLP(sizes[0], sizes[1])
    for p, weight in zip(model.parameters(), weights, strict=True):
        p.data = weight
        p.grad = old
    losses = m.train(model, data[0], data[1], steps, lr)
    return {
        "losses": [number(loss) for loss in losses],
        "parameters": [p.data for p in model.parameters()],
    }


def count(nin: int, nouts: Sequence[int]) -> int:
    """The number of parameters of a network."""
    sizes = [nin, *nouts]
    return sum((before + 1) * after for before, after in zip(sizes, nouts, strict=False))


PLAIN = {"tanh": math.tanh, "relu": lambda x: max(0.0, x), "linear": float}


def plain_network(
    nouts: Sequence[int],
    weights: Sequence[float],
    x: Sequence[float],
    nonlin: str = "tanh",
    last_linear: bool = False,
) -> list[float]:
    """The outputs of a network, with plain numbers.

    weights  those of the first neuron, its bias, those of the second neuron, and so on
    """
    kinds = [nonlin] * len(nouts)
    if last_linear:
        kinds[-1] = "linear"
    left = iter(weights)
    for nout, kind in zip(nouts, kinds, strict=True):
        # A bias is the weight of an input that is always 1.
        row = [*x, 1.0]
        x = [PLAIN[kind](math.fsum(map(mul, row, left))) for _ in range(nout)]
    return list(x)


def plain_training(
    nouts: Sequence[int],
    weights: Sequence[float],
    data: tuple[Sequence[Sequence[float]], Sequence[float]],
    steps: int,
    lr: float,
) -> tuple[list[float], list[float]]:
    """The losses and the parameters after training, with differences."""

    def loss(*w: float) -> float:
        outs = [out for x in data[0] for out in plain_network(nouts, w, x)]
        return math.dist(outs, data[1]) ** 2

    losses = []
    for _ in range(steps):
        losses.append(loss(*weights))
        weights = [w - lr * slope for w, slope in zip(weights, slopes(loss, weights), strict=True)]
    return losses, list(weights)


def expect_drawn(got: list[list[float]]) -> None:
    """Weights are spread evenly from -1 to 1 and all different; so are biases, or they are 0."""
    w, biases = [x for one in got for x in one[:-1]], [one[-1] for one in got]
    again = [x for x, times in Counter(w).items() if times > 1]
    outside = [x for x in w + biases if not -1 <= x <= 1]
    mean, square = fmean(w), fmean(x * x for x in w)
    # Of n numbers: 0.58 and 0.3, by the root of n. Seven standard deviations are never met.
    room = 7 / len(w) ** 0.5
    for ok, yours, expected in (
        (not again, f"{again[:1]} more than once", "all different"),
        (not outside, f"{outside[:1]} among them", "numbers from -1 to 1"),
        (abs(mean) < 0.58 * room, f"a mean of {mean:.3f}", "a mean near 0"),
        (abs(square - 1 / 3) < 0.3 * room, f"a mean square of {square:.3f}", "one near 1/3"),
        # All of n numbers are nearer to 0 once in 10**8 times.
        (
            max(map(abs, w)) > 1 - 20 / len(w),
            f"none farther from 0 than {max(map(abs, w)):.3f}",
            "some near -1 or 1",
        ),
    ):
        expect_that(ok, name=f"{len(w)} weights", yours=yours, expected=expected, values=w)
    expect_that(
        len({*biases}) == len(biases) or not any(biases),
        name="the biases",
        yours=str(biases),
        expected="different ones, or zeros",
    )


def expect_neuron(
    student: Any, x: list[float], w: list[float], b: float, expected: Sequence[float]
) -> None:
    """neuron_in_torch gives the output and the gradients [out, of x, of w, of b]."""
    got = student.neuron_in_torch(x, w, b)

    kinds = {key: type(part).__name__ for key, part in got.items()}
    wanted = {"out": "float", "x": "list", "w": "list", "b": "float"}
    expect_equal(kinds, wanted, name="the type of each part of what is returned")
    n = len(x)
    names = ["out", *(f"{name}[{i}]" for name in "xw" for i in range(n)), "b"]
    found = [got["out"], *got["x"], *got["w"], got["b"]]
    name = "the output and its gradients"
    expect_numbers(found, expected, names=names, rtol=FLOAT32, scale=1.0, name=name)
