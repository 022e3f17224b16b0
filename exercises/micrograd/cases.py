"""Functions and right answers for the checks of this topic. Nothing in here is to be solved.

Functions marked with @observe work on plain numbers as well as on Values, so that central
differences of the plain ones tell what the gradient of the others has to be.
"""

import math
from collections.abc import Callable, Sequence
from random import Random

from grader import observe

# Central differences with this step are right to about 9 digits where numbers are about 1.
STEP = 1e-5
RTOL = 1e-6

# Why swapped gradients may lie within the tolerance.
EQUAL_SHARES = "a sum hands the same to both of its inputs; the other operators tell them apart"

# How many inputs the network of the lecture has, and its layers.
NIN, NOUTS = 3, [4, 4, 1]


def slopes(f: Callable[..., float], place: Sequence[float], step: float = STEP) -> list[float]:
    """The gradient of f at a place, by central differences."""
    found = []
    for i in range(len(place)):
        up, down = list(place), list(place)
        up[i] += step
        down[i] -= step
        found.append((f(*up) - f(*down)) / (2 * step))
    return found


def is_smooth(f: Callable[..., float], place: Sequence[float]) -> bool:
    """Whether no kink of a relu is so near that differences of another step see it."""
    pairs = zip(slopes(f, place), slopes(f, place, 20 * STEP), strict=True)
    return all(abs(near - far) < 1e-4 for near, far in pairs)


def numbers(rng: Random, count: int, low: float = 0.5, high: float = 2.0) -> list[float]:
    """Random numbers of either sign, none near 0, of sizes from low to high."""
    return [rng.choice((-1, 1)) * rng.uniform(low, high) for _ in range(count)]


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


TWO_VALUES = (added, multiplied, subtracted, divided, negated, cubed, inverted)
WITH_NUMBERS = (
    *(plus_number, number_plus, times_number, number_times, minus_number, number_minus),
    *(over_number, number_over, summed),
)


@observe
def value_data(m, f, pairs):
    """The data of f(a, b) for every pair, where the result is a Value."""
    found = []
    for x, y in pairs:
        out = f(m.Value(x), m.Value(y))
        found.append(out.data if isinstance(out, m.Value) else f"a {type(out).__name__}")
    return found


@observe
def handed_back(m, f, place, upstream):
    """The grads of the leaves after the _backward of every Value of f, for each upstream.

    The graph is built anew for each, over the same leaves.
    """
    leaves = [m.Value(x) for x in place]
    for grad in upstream:
        order, seen = [], []

        def visit(node, order=order, seen=seen):
            if not any(node is other for other in seen):
                seen.append(node)
                for child in node._prev:
                    visit(child)
                order.append(node)

        root = f(*leaves)
        visit(root)
        root.grad = grad
        for node in reversed(order):
            node._backward()
    return [leaf.grad for leaf in leaves]


@observe
def backward_grads(m, f, place, times):
    """The grads of the leaves after backward() from f, in as many separate graphs, joined."""
    found = []
    for _ in range(times):
        leaves = [m.Value(x) for x in place]
        f(*leaves).backward()
        found += [leaf.grad for leaf in leaves]
    return found


@observe
def network(m, sizes, weights, xs, options):
    """Outputs and gradients of MLP(*sizes, **options) with these weights.

    The gradient is that of the sum of all outputs for all inputs xs.
    """
    model = m.MLP(sizes[0], sizes[1], **options)
    for p, weight in zip(model.parameters(), weights, strict=True):
        p.data = weight
    outs = []
    for x in xs:
        out = model(x)
        outs += out if isinstance(out, list) else [out]
    total = outs[0]
    for out in outs[1:]:
        total = total + out
    total.backward()
    return {
        "outs": [out.data for out in outs],
        "grads": [p.grad for p in model.parameters()],
    }


@observe
def trained(m, sizes, weights, data, steps, lr, old):
    """The losses of training, and the parameters afterwards; `old` is in every grad before."""
    model = m.MLP(sizes[0], sizes[1])
    for p, weight in zip(model.parameters(), weights, strict=True):
        p.data = weight
        p.grad = old
    losses = m.train(model, data[0], data[1], steps, lr)
    return {
        "losses": [getattr(loss, "data", loss) for loss in losses],
        "parameters": [p.data for p in model.parameters()],
    }


def count(nin: int, nouts: Sequence[int]) -> int:
    """The number of parameters of a network."""
    sizes = [nin, *nouts]
    return sum((before + 1) * after for before, after in zip(sizes, nouts, strict=False))


def plain_network(
    nin: int,
    nouts: Sequence[int],
    weights: Sequence[float],
    x: Sequence[float],
    nonlin: str = "tanh",
    last_linear: bool = False,
) -> list[float]:
    """The outputs of a network, with plain numbers.

    weights  those of the first neuron, its bias, those of the second neuron, and so on
    """
    left = iter(weights)
    for layer, nout in enumerate(nouts, 1):
        linear = nonlin == "linear" or (last_linear and layer == len(nouts))
        outs = []
        for _ in range(nout):
            total = sum(next(left) * xi for xi in x) + next(left)
            if linear:
                outs.append(total)
            else:
                outs.append(math.tanh(total) if nonlin == "tanh" else max(0.0, total))
        x = outs
    return list(x)


def plain_training(
    sizes: tuple[int, Sequence[int]],
    weights: Sequence[float],
    data: tuple[Sequence[Sequence[float]], Sequence[float]],
    steps: int,
    lr: float,
) -> tuple[list[float], list[float]]:
    """The losses and the parameters after training, with central differences."""

    def loss(*w: float) -> float:
        outs = [plain_network(*sizes, w, x)[0] for x in data[0]]
        return sum((out - y) ** 2 for out, y in zip(outs, data[1], strict=True))

    losses = []
    for _ in range(steps):
        losses.append(loss(*weights))
        gradient = slopes(loss, weights)
        weights = [w - lr * g for w, g in zip(weights, gradient, strict=True)]
    return losses, list(weights)
