"""makemore 2, part 3: training on minibatches.

A step draws a few examples at random and computes their loss and its gradient. Then it moves the
parameters a little against the gradient. A schedule gives the learning rate of each step.

`model` is anything that has parameters() and gives logits for contexts, by model(X) and by
model.forward(X): an MLP, for example. torch.optim, DataLoader and layers of torch.nn are switched
off in this file. You may use torch's F.cross_entropy from here on, or your own,

    from exercises.makemore2.model import cross_entropy
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: F401

Part = tuple[Tensor, Tensor]


def get_batch(X: Tensor, Y: Tensor, batch_size: int, *, generator: torch.Generator) -> Part:
    """Some examples drawn at random.

    In every draw each of the N examples has the same chance. An example may be drawn several
    times, so batch_size may be larger than N.

    X, Y       (N, b), (N,)  int64  inputs and right answers
    generator  the only source of chance
    returns    (Xb, Yb): (batch_size, b) and (batch_size,), the right answers of these very inputs
    """
    raise NotImplementedError("M2-E6 get_batch")


def sgd_step(params: list[Tensor], lr: float) -> None:
    """Move every parameter against its gradient, by lr times the gradient.

    The tensors themselves change. Autograd does not record the change, so they are leaves as
    before. The gradients stay. A parameter whose .grad is None stays as it is.
    """
    raise NotImplementedError("M2-E7 sgd_step")


def zero_grads(params: list[Tensor]) -> None:
    """Clear the gradients: afterwards every .grad is None, or zeros if it held numbers."""
    raise NotImplementedError("M2-E7 zero_grads")


def step_decay(
    step: int, total: int, lr: float = 0.1, *, factor: float = 0.1, at: float = 0.5
) -> float:
    """The learning rate of a step: lr at first, and lr * factor from step at * total on.

    step   0, 1, ... total - 1
    total  the number of steps of the whole training
    at     the share of the training after which the rate falls

    >>> step_decay(4, 10), step_decay(5, 10)
    (0.1, 0.010000000000000002)
    """
    raise NotImplementedError("M2-E9 step_decay")


def train(
    model: Any,
    splits: tuple[Part, Part, Part],
    steps: int,
    batch_size: int = 32,
    *,
    schedule: Callable[[int], float],
    generator: torch.Generator,
) -> list[float]:
    """Train a model on minibatches of the training part.

    Each step draws one batch and computes its mean cross-entropy loss. Then it takes one step of
    gradient descent, with the gradient of this batch alone. Before the first step the parameters
    have no gradients.

    model      model(X) gives the logits (n, V), model.parameters() the tensors to train
    splits     (train, dev, test), each (X, Y) as split_dataset gives them; dev and test take no
               part in the steps
    schedule   schedule(step) is the learning rate of step 0, 1, ... steps - 1, such as
               lambda step: step_decay(step, steps)
    generator  the source of the batches
    returns    a list of `steps` numbers: the loss of each batch, before the update by its gradient
    """
    raise NotImplementedError("M2-E10 train")
