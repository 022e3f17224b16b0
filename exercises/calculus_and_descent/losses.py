"""calculus and descent, part 2: a model with three numbers, and two ways to say how far off it is.

The model is a quadratic. A loss makes one number out of all errors of the model. Gradient descent
later makes this number small.

No autograd in this file.
"""

from collections.abc import Callable

from torch import Tensor


def quad(a: float, b: float, c: float, x: Tensor | float) -> Tensor | float:
    """a x^2 + b x + c.

    a, b, c  numbers
    x        a number, or a tensor of any shape, float32 or float64
    returns  a number if x is a number, otherwise a tensor of the shape and dtype of x
    """
    raise NotImplementedError("CD-E3 quad")


def make_quad(a: float, b: float, c: float) -> Callable[[Tensor | float], Tensor | float]:
    """A function of x alone that gives a x^2 + b x + c.

    a, b, c  numbers; each function keeps its own, so several functions can be used side by side
    returns  the function; its x is a number or a tensor, as in quad
    """
    raise NotImplementedError("CD-E3 make_quad")


def mae(preds: Tensor, targets: Tensor) -> Tensor:
    """The mean absolute error: the mean of the absolute values of all errors.

    preds    any shape, float32 or float64
    targets  the same shape and dtype
    returns  one number: a tensor with a single entry, or a float

    Beyond the sources: raises ValueError in two cases. The shapes differ, even if they could be
    broadcast, as (n,) and (n, 1) could. Or the tensors have no entries.
    """
    raise NotImplementedError("CD-E4 mae")


def mse(preds: Tensor, targets: Tensor) -> Tensor:
    """The mean squared error: the mean of the squares of all errors.

    Arguments and result are as in mae. It raises ValueError in the same cases.
    """
    raise NotImplementedError("CD-E4 mse")
