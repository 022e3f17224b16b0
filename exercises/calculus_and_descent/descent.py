"""calculus and descent, part 3: gradients on paper, and steps against them.

The loss of a quadratic depends on three numbers, params = (a, b, c). The gradient of the loss has
three slopes, one for each of these numbers. Gradient descent takes small steps against the
gradient, again and again.

No autograd in this file: you compute the gradients yourself.
"""

from collections.abc import Callable

import torch  # noqa: F401
from torch import Tensor


def mse_quadratic_grad(params: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """The gradient, in a, b and c, of the mean squared error of a x^2 + b x + c against y.

    params   (3,)  float32 or float64: a, b, c
    x        (n,)  the same dtype; n may be 1
    y        (n,)  the same dtype
    returns  (3,)  the same dtype: a new tensor with the slopes in a, b, c
    """
    raise NotImplementedError("CD-E5 mse_quadratic_grad")


def mae_quadratic_grad(params: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """The gradient, in a, b and c, of the mean absolute error of a x^2 + b x + c against y.

    The absolute value of an error has a kink (a sharp corner) at 0, and no slope there. If an error
    is exactly 0, its slope counts as 0.

    params   (3,)  float32 or float64: a, b, c
    x        (n,)  the same dtype; n may be 1
    y        (n,)  the same dtype
    returns  (3,)  the same dtype: a new tensor with the slopes in a, b, c
    """
    raise NotImplementedError("CD-E6 mae_quadratic_grad")


def gradient_descent(
    grad_fn: Callable[[Tensor], Tensor], start: Tensor, lr: float, steps: int
) -> tuple[Tensor, Tensor]:
    """Go downhill: each step moves params against the gradient at the place where they are.

    grad_fn  a function of params (n,) that gives the gradient at this place, (n,)
    start    (n,)  float32 or float64, the initial params; holds the same numbers after the call
    lr       the learning rate: a step is lr times the gradient
    steps    how many steps, 0 or more
    returns  (params, history)
             params   (n,)            the place after the last step; the start if there is no step
             history  (steps + 1, n)  every place on the way: row 0 is the start, row k is the
                                      place after k steps
    """
    raise NotImplementedError("CD-E7 gradient_descent")
