"""Part 1 of micrograd: derivatives as formulas, and derivatives as differences.

Later your program finds gradients by the chain rule. Here you write a second way to find them, so
that one way can check the other.

No torch, numpy or jax in this file.
"""

import math
from collections.abc import Callable, Sequence


def gradf(a: float, b: float, c: float) -> list[float]:
    """The three partial derivatives of f by formulas that you find on paper.

    f(a, b, c) = -a**3 + sin(3 * b) - 1 / c + b**2.5 - a**0.5

    a, b, c  numbers, a > 0, b > 0, c not 0
    returns  [df/da, df/db, df/dc] at that place
    """
    return [
        -3 * a**2 - 0.5 * a**-0.5,
        3 * math.cos(3 * b) + 2.5 * b**1.5,
        c**-2,
    ]


def grad_forward(f: Callable[..., float], args: Sequence[float], h: float) -> list[float]:
    """Slopes by forward differences: one argument moved up by h, the others unchanged.

    f        a function of len(args) numbers that returns a number; called as f(*args)
    args     the place
    h        the size of the move, > 0
    returns  one slope for each argument, in order
    """
    here = f(*args)
    slopes = []
    for i, x in enumerate(args):
        moved = [*args[:i], x + h, *args[i + 1 :]]
        slopes.append((f(*moved) - here) / h)
    return slopes


def grad_symmetric(f: Callable[..., float], args: Sequence[float], h: float) -> list[float]:
    """Slopes by symmetric differences: one argument moved up by h and down by h.

    f        a function of len(args) numbers that returns a number; called as f(*args)
    args     the place
    h        the size of each of the two moves, > 0
    returns  one slope for each argument, in order
    """
    slopes = []
    for i, x in enumerate(args):
        up = [*args[:i], x + h, *args[i + 1 :]]
        down = [*args[:i], x - h, *args[i + 1 :]]
        slopes.append((f(*up) - f(*down)) / (2 * h))
    return slopes
