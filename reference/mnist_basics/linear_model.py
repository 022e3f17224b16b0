"""MNIST basics, part 3: a weight for every pixel.

The mean digit gave every pixel the same say. A linear model has a weight for each, which training
finds; the sum of the weighted pixels, plus a bias, is the logit: above 0 for a three, below for a
seven. The sigmoid turns it into how sure the model is of a three.

No torch.nn module and no torch.sigmoid in this file.
"""

import torch
from torch import Tensor


def init_params(
    size: int | tuple[int, ...], std: float = 1.0, *, generator: torch.Generator | None = None
) -> Tensor:
    """Initial weights: normal numbers with mean 0 and standard deviation std.

    size       the shape, (784, 1) or, for one axis, a number
    generator  the source of chance: the numbers are std times those of one call of
               torch.randn with it; without one, torch's own chance is used
    returns    float32 of that shape, a parameter: it asks for gradients (requires_grad), and as a
               leaf it keeps them (is_leaf): after backward() they are in its .grad
    """
    return (torch.randn(size, generator=generator) * std).requires_grad_()


def linear1(xb: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The logits of a batch: the weighted sum of the pixels of each image, plus the bias.

    xb       (n, k)  float32  one image a row; k is 784 in MNIST
    w        (k, 1)  float32
    b        (1,)    float32
    returns  (n, 1)  float32  autograd can follow it back to w and b
    """
    return xb @ w + b


def sigmoid(x: Tensor) -> Tensor:
    """The logistic function of every entry, 1 / (1 + exp(-x)).

    x        any shape, float32 or float64; stays unchanged
    returns  the shape and dtype of x

    For -1000 and 1000, whose exponentials are 0 or inf for a computer, it gives 0 and 1, not nan.

    >>> sigmoid(torch.tensor([0.0, 2.0]))
    tensor([0.5000, 0.8808])
    """
    z = torch.exp(-x.abs())
    return torch.where(x >= 0, 1 / (1 + z), z / (1 + z))
