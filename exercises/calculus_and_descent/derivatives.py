"""calculus and descent, part 1: slopes from values of a function.

A derivative says how much a result changes when its input changes a little. You can estimate it
from two values of the function, without any rule of calculus. So these two functions can test
every gradient that you work out by hand later.

No autograd in this file.
"""

from collections.abc import Callable

import torch  # noqa: F401
from torch import Tensor


def numerical_derivative(
    f: Callable[[float], float], x: float, h: float = 1e-5, method: str = "central"
) -> float:
    """The slope of f at x: the rise between two places, divided by the distance between them.

    f        a function of one float that gives a number; call it no more than twice
    x        the place
    h        a small distance, > 0
    method   "forward": the two places are x and the place that lies h above x
             "central": the two places lie h below x and h above x
    returns  one number

    Beyond the sources: any other method raises ValueError.

    >>> numerical_derivative(lambda x: x * x, 3.0, 0.5, "forward")
    6.5
    """
    raise NotImplementedError("CD-E1 numerical_derivative")


def numerical_gradient(f: Callable[[Tensor], Tensor], params: Tensor, h: float = 1e-5) -> Tensor:
    """The slope of f in each entry of params, by central differences: h below and h above it.

    f        a function of a tensor of the shape of params; it gives one number, a float or a tensor
             with a single entry
    params   any shape, float32 or float64; holds the same numbers after the call
    h        how far an entry is changed, down and up; the other entries stay as they are
    returns  a tensor of the shape and dtype of params

    Always call f with float64. In float32, numbers near 100 are about 1e-5 apart, so a change of
    1e-5 is lost in rounding.

    Beyond the sources: raises TypeError for params of whole numbers (int64, ...).
    """
    raise NotImplementedError("CD-E2 numerical_gradient")
