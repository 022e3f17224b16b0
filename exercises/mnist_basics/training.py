"""MNIST basics, part 8: an epoch of training, a metric, and a net.

The same loop trains every model. Three words stand for its parts:

- a model is any function of a batch, such as `lambda xb: linear1(xb, w, b)`,
- a dl (data loader) gives batches (xb, yb) in a `for` loop and has a length: it is a DataLoader or
  a list of batches,
- an opt (optimizer) has step() and zero_grad(), like BasicOptim.
"""

from collections.abc import Callable, Iterable
from typing import Any

import torch  # noqa: F401
from exercises.mnist_basics.loss import mnist_loss  # noqa: F401
from torch import Tensor

Model = Callable[[Tensor], Tensor]
Batches = Iterable[tuple[Tensor, Tensor]]


def batch_accuracy(logits: Tensor, y: Tensor) -> float:
    """The share of a batch for which the prediction is right.

    The prediction is a three if the sigmoid of the logit is above 0.5, and a seven otherwise. A
    logit of exactly 0 means a seven.

    logits   (n, 1)  float32 or float64
    y        (n, 1)  float or int64  1 for a three, 0 for a seven
    returns  one number from 0 to 1: a float or a tensor with one entry

    >>> batch_accuracy(torch.tensor([[3.0], [0.2], [-1.0]]), torch.tensor([[1], [1], [1]]))
    0.6666666666666666
    """
    raise NotImplementedError("MN-E13 batch_accuracy")


def validate_epoch(model: Model, dl: Batches) -> float:
    """The accuracy of a model over all examples that dl gives: each example counts the same.

    Beyond the chapter: right if the last batch is smaller than the others, and not rounded.

    model    gives the logits (n, 1) of a batch xb
    dl       gives batches (xb, yb), at least one
    returns  one number from 0 to 1: a float or a tensor with one entry
    """
    raise NotImplementedError("MN-E13 validate_epoch")


def simple_net(xb: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    """The logits of a net with one hidden layer: linear, relu, linear.

    xb       (n, k)  float32  one image a row; k is 784 in MNIST; stays unchanged
    w1, b1   (k, h), (h,)  float32  the hidden layer; h is 30 in the chapter
    w2, b2   (h, 1), (1,)  float32  the last layer
    returns  (n, 1)  float32  backward() on it must reach all four parameters
    """
    raise NotImplementedError("MN-E14 simple_net")


def train_epoch(model: Model, dl: Batches, opt: Any) -> None:
    """One epoch of gradient descent: one step of opt for every batch of dl, in their order.

    Each step uses the gradients of mnist_loss of its own batch only. When train_epoch is called,
    the parameters have no gradients.

    model    gives the logits (n, 1) of a batch xb
    dl       gives batches (xb, yb)
    opt      step() changes the parameters of the model, zero_grad() clears their gradients
    """
    raise NotImplementedError("MN-E14 train_epoch")
