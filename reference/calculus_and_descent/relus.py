"""calculus and descent, part 4: any curve as a sum of bent lines.

A rectified line is 0 on one side of its bend, and a straight line on the other side. A sum of such
lines can follow every curve of one variable. The more bends it has, the closer it can follow. The
first layers of a network with one input make such a sum.

No autograd in this file.
"""

import torch
from torch import Tensor


def relu(x: Tensor) -> Tensor:
    """Each entry that is above 0 stays, and every other entry becomes 0.

    x        any shape, float32 or float64; stays unchanged
    returns  the shape and dtype of x

    An entry that is nan stays nan, as in torch.clip. So a wrong number is not hidden.
    """
    return torch.clamp(x, min=0)


def rectified_linear(m: float, b: float, x: Tensor) -> Tensor:
    """The line m x + b where the line is above 0, and 0 elsewhere.

    m, b     numbers: the slope of the line, and its value at 0
    x        any shape, float32 or float64
    returns  the shape and dtype of x
    """
    return relu(m * x + b)


def fit_relu_sum(knots: Tensor, values: Tensor) -> tuple[float, Tensor, Tensor]:
    """The sum of ReLUs that goes through all given points, straight from one to the next.

    The sum is  bias + slopes[0] * relu(x - kinks[0]) + slopes[1] * relu(x - kinks[1]) + ...
    A piece is the part between two neighbouring knots. There is one ReLU for each piece, and it
    bends where its piece begins.

    knots    (k,)  float32 or float64, k >= 2: the x of the points, in rising order
    values   (k,)  the same dtype: the y of the points
    returns  (bias, slopes, kinks)
             bias    one number: the height of the sum at knots[0]
             slopes  (k - 1,)  the factor of each ReLU, positive, negative or 0
             kinks   (k - 1,)  where each ReLU bends

    Beyond the sources: raises ValueError if a knot is not above the knot before it.
    """
    gaps = knots[1:] - knots[:-1]
    if (gaps <= 0).any():
        raise ValueError("the knots do not rise from each to the next")
    steep = (values[1:] - values[:-1]) / gaps
    slopes = steep.clone()
    slopes[1:] -= steep[:-1]
    return values[0].item(), slopes, knots[:-1]


def relu_sum(bias: float, slopes: Tensor, kinks: Tensor, x: Tensor) -> Tensor:
    """bias + slopes[0] * relu(x - kinks[0]) + slopes[1] * relu(x - kinks[1]) + ... at every x.

    bias     one number
    slopes   (j,)  float32 or float64, positive, negative or 0
    kinks    (j,)  the same dtype, in any order
    x        (m,)  the same dtype
    returns  (m,)  the same dtype
    """
    return bias + torch.clamp(x[:, None] - kinks, min=0) @ slopes
