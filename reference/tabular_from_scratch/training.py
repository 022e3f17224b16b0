"""Gradient descent: one step, and the loop that trains every model of this topic.

Here autograd computes the gradients. You write what is done with them, without torch.optim. You
may use your functions from the other files of this topic, for example

    from exercises.tabular_from_scratch.linear import mae_loss
"""

from collections.abc import Callable

import torch
from torch import Tensor


def update_coeffs(params: list[Tensor], lr: float) -> None:
    """One step downhill, in place, after a backward pass.

    Every parameter p becomes p - lr * p.grad. Then p.grad is set to zeros or to None, so that the
    next backward pass does not add to the old gradient.

    params   a list of leaf tensors with requires_grad=True; the tensors themselves change, and
             still have requires_grad=True afterwards
    lr       the learning rate
    returns  nothing

    Beyond the lecture, two things. The step is right wherever it is called, not only under
    torch.no_grad(). A parameter whose .grad is None stays as it is.
    """
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad = None


def accuracy(preds: Tensor, y: Tensor) -> float:
    """The share of predictions that are right.

    A prediction above 0.5 means survived. A prediction of 0.5 or less means died.

    preds    (n,) or (n, 1)     float32 or float64
    y        of the same shape  the targets, 0.0 and 1.0
    returns  one number from 0 to 1: a float or a tensor with one entry

    >>> accuracy(torch.tensor([0.9, 0.5, 0.2]), torch.tensor([1.0, 1.0, 0.0]))
    0.6666...
    """
    return ((preds > 0.5) == (y > 0.5)).double().mean().item()


def train(
    preds_fn: Callable[[list[Tensor], Tensor], Tensor],
    params: list[Tensor],
    X: Tensor,
    y: Tensor,
    lr: float,
    epochs: int,
) -> list[float]:
    """Gradient descent on all rows at once.

    In each epoch
    1. the predictions are preds_fn(params, X),
    2. the loss is the mean absolute error between predictions and targets,
    3. a backward pass finds the gradients,
    4. every parameter p moves, in place, to p - lr * gradient.

    preds_fn  a function of the parameters and X; its result has the shape of y
    params    a list of leaf tensors with requires_grad=True, without gradients yet. They are
              trained in place: the caller looks at the same tensors afterwards.
    X         (n, k)          all rows are used in every epoch; stays unchanged
    y         (n,) or (n, 1)  the targets
    lr        the learning rate
    epochs    the number of epochs, 0 or more
    returns   a list of `epochs` numbers: the loss of each epoch, before its step
    """
    losses = []
    for _epoch in range(epochs):
        loss = (preds_fn(params, X) - y).abs().mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
                p.grad = None
    return losses
