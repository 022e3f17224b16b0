"""makemore 2, part 4: finding a learning rate.

Take one step for each of many learning rates, from far too small to far too large. The losses
hardly change at first, then they fall, then they blow up. A rate somewhat below the lowest loss is
a good one to start with. The lecture chooses it by looking at a plot; suggest_lr follows a rule.

As in training.py, `model` is anything with model(X) and parameters(). You may use torch's
F.cross_entropy.
"""

import copy  # noqa: F401
from collections.abc import Sequence
from typing import Any

import torch
from exercises.makemore2.training import get_batch, sgd_step, zero_grads  # noqa: F401
from torch import Tensor
from torch.nn import functional as F  # noqa: F401


def lr_range(lo_exp: float = -3.0, hi_exp: float = 0.0, *, steps: int = 1000) -> Tensor:
    """Learning rates from 10**lo_exp to 10**hi_exp, both ends among them.

    The exponents are evenly spaced, so the ratio of two neighbours is the same everywhere.

    steps    the number of rates, 2 or more
    returns  (steps,)  float32  rising
    """
    raise NotImplementedError("M2-E8 lr_range")


def lr_find(
    model: Any,
    X: Tensor,
    Y: Tensor,
    lrs: Tensor,
    batch_size: int = 32,
    *,
    generator: torch.Generator,
) -> tuple[Tensor, list[float]]:
    """One training step for each learning rate, one after the other on the same trial model.

    The trial model starts as a copy of `model` (copy.deepcopy makes one). Step i draws a batch and
    computes its mean cross-entropy loss. Then it takes one step of gradient descent with the rate
    lrs[i] and the gradient of this batch alone. Afterwards `model` itself, its parameters and their
    gradients are as before.

    model      as for train
    X, Y       (N, b), (N,)  int64  the training part
    lrs        (k,)  float32  the rates, in the order in which they are tried
    generator  the source of the batches
    returns    (lrs, losses): the rates as given, and a list of k numbers, the loss of each batch
               before its step; large rates may make it inf or nan
    """
    raise NotImplementedError("M2-E8 lr_find")


def suggest_lr(lrs: Tensor, losses: Sequence[float], window: int = 51) -> float:
    """A tenth of the learning rate at which the smoothed loss is lowest.

    Losses that are inf or nan are left out first, each with its rate. The smoothed loss at a place
    is the mean of the loss there and the losses at the window // 2 places on either side. Near the
    ends there are fewer losses; the smoothed loss is the mean of those that are there.

    lrs      (k,)  float32  rising
    losses   k numbers, as lr_find gives them
    window   an odd number, such as 3: a place and one neighbour on either side
    returns  one number: a float or a tensor with one entry

    Raises ValueError if no loss is finite.
    """
    raise NotImplementedError("M2-E8 suggest_lr")
