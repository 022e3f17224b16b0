"""calculus and descent, part 2: a model with three numbers, and two ways to say how far off it is.

The model is a quadratic. A loss makes one number out of all its errors, and this number is what
gradient descent will bring down.

No autograd in this file.
"""

from collections.abc import Callable

from torch import Tensor


def quad(a: float, b: float, c: float, x: Tensor | float) -> Tensor | float:
    """a x^2 + b x + c.

    a, b, c  numbers
    x        a number, or a tensor of any shape, float32 or float64
    returns  a number for a number, a tensor of the shape and dtype of x for a tensor
    """
    raise NotImplementedError("CD-E3 quad")


def make_quad(a: float, b: float, c: float) -> Callable[[Tensor | float], Tensor | float]:
    """A function of x alone that gives a x^2 + b x + c.

    a, b, c  numbers, which the function keeps: several functions may be in use side by side
    returns  the function; its x is as in quad
    """
    raise NotImplementedError("CD-E3 make_quad")


def mae(preds: Tensor, targets: Tensor) -> Tensor:
    """The mean absolute error: the mean of the sizes of all errors.

    preds    any shape, float32 or float64
    targets  the same shape and dtype
    returns  one number: a tensor with a single entry, or a float

    Beyond the sources: raises ValueError where the shapes differ, also if broadcasting could make
    them fit, as for (n,) and (n, 1); and where there are no entries at all.
    """
    raise NotImplementedError("CD-E4 mae")


def mse(preds: Tensor, targets: Tensor) -> Tensor:
    """The mean squared error: the mean of the squares of all errors.

    preds, targets and what is returned are as in mae; it raises ValueError where mae does.
    """
    raise NotImplementedError("CD-E4 mse")
