"""calculus and descent, part 1: slopes from values of a function.

A derivative says how much a result moves when its input moves a little. Two values of the function
are enough to estimate it, and no rule of calculus is needed. So these two functions can test every
gradient that is worked out by hand later on.

No autograd in this file.
"""

from collections.abc import Callable

import torch
from torch import Tensor


def numerical_derivative(
    f: Callable[[float], float], x: float, h: float = 1e-5, method: str = "central"
) -> float:
    """The slope of f at x: the rise between two places, over the distance between them.

    f        a function of one float that gives a number; called no more than twice
    x        the place
    h        a small distance, > 0
    method   "forward": the two places are x and the one that lies h above it
             "central": the two places lie h below x and h above it
    returns  one number

    Beyond the sources: any other method raises ValueError.

    >>> numerical_derivative(lambda x: x * x, 3.0, 0.5, "forward")
    6.5
    """
    if method == "forward":
        return (f(x + h) - f(x)) / h
    if method == "central":
        return (f(x + h) - f(x - h)) / (2 * h)
    raise ValueError(f"method is forward or central, not {method!r}")


def numerical_gradient(f: Callable[[Tensor], Tensor], params: Tensor, h: float = 1e-5) -> Tensor:
    """The slope of f in each entry of params, by central differences: h below and h above it.

    f        a function of a tensor of the shape of params; it gives one number, a float or a tensor
             with a single entry
    params   any shape, float32 or float64; holds the same numbers after the call
    h        how far an entry is moved each way; the others stay where they are
    returns  a tensor of the shape and dtype of params

    f is always given float64. In float32, numbers near 100 lie about 1e-5 apart, and a move of that
    size drowns in rounding.

    Beyond the sources: params of whole numbers (int64, ...) raise TypeError.
    """
    if not params.is_floating_point():
        raise TypeError(f"params are {params.dtype}; whole numbers cannot move by {h}")
    place = params.double().contiguous()
    grad = torch.zeros_like(place)
    for i in range(place.numel()):
        move = torch.zeros_like(place)
        move.view(-1)[i] = h
        grad.view(-1)[i] = (f(place + move) - f(place - move)) / (2 * h)
    return grad.to(params.dtype)
