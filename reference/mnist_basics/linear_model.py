"""MNIST basics, part 3: a weight for every pixel.

In the distance to a mean digit, every pixel counts the same. A linear model has a weight for each
pixel, and training finds the weights. Each pixel is multiplied by its weight. The sum of these
products, plus a bias, is the logit. It is above 0 for a three and below 0 for a seven. The sigmoid
turns the logit into a prediction: how sure the model is of a three.

No torch.nn module and no torch.sigmoid in this file.
"""

import torch
from torch import Tensor


def init_params(
    size: int | tuple[int, ...], std: float = 1.0, *, generator: torch.Generator | None = None
) -> Tensor:
    """Initial weights: normal numbers with mean 0 and standard deviation std.

    size       the shape: a tuple such as (784, 1), or a number for a single axis
    generator  all random numbers come from it: call torch.randn once with it, and multiply by std.
               Without a generator, torch.randn draws from torch's own random numbers.
    returns    float32 of that shape, a parameter: requires_grad and is_leaf are True. (A leaf is
               a tensor that keeps its gradient: after backward() it is in .grad.)
    """
    return (torch.randn(size, generator=generator) * std).requires_grad_()


def linear1(xb: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The logits of a batch: the weighted sum of the pixels of each image, plus the bias.

    xb       (n, k)  float32  one image a row; k is 784 in MNIST
    w        (k, 1)  float32
    b        (1,)    float32
    returns  (n, 1)  float32  backward() on it must reach w and b
    """
    return xb @ w + b


def sigmoid(x: Tensor) -> Tensor:
    """The logistic function of every entry, 1 / (1 + exp(-x)).

    x        any shape, float32 or float64; stays unchanged
    returns  the shape and dtype of x

    The computer's exponentials of -1000 and 1000 are 0 and inf. The sigmoid of -1000 is still 0,
    and that of 1000 is 1: the result is never nan.

    >>> sigmoid(torch.tensor([0.0, 2.0]))
    tensor([0.5000, 0.8808])
    """
    z = torch.exp(-x.abs())
    return torch.where(x >= 0, 1 / (1 + z), z / (1 + z))
