"""makemore 5: what a model is worth, and what it writes.

A model with batch normalisation works differently in training and in evaluation. You compute its
loss on a split, and let it write names, in evaluation. After that it goes on training as before.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: F401


def evaluate(model: Any, X: Tensor, Y: Tensor) -> float:
    """The mean loss of a model on a split, in evaluation.

    model    has `layers`, `training` and `train(flag)`, as your Sequential has, and can be called:
             (B, T) int64 -> scores, which are (B, V) or have more axes in front of V
    X        (B, T)  int64
    Y        int64   the letters that come next. It has the shape of the scores without V: (B,), or
             (B, T) for a model that gives scores at every place
    returns  a number, the mean cross-entropy over all of Y

    No gradient is recorded. Afterwards the model is in the mode that it was in before, training or
    evaluation, even if calling it raises an error.
    """
    raise NotImplementedError("M5-E8 evaluate")


def sample(model: Any, count: int, block_size: int = 8, *, generator: torch.Generator) -> list[str]:
    """Names that a model writes, in evaluation.

    Letter 0 is the mark ".", letter 1 is a, letter 26 is z. A name begins with a context of
    block_size marks. The context goes into the model as a batch of one, and softmax makes
    probabilities of its scores. A letter is drawn with these probabilities; then it is pushed into
    the context from the right. A mark ends the name and is not part of it.

    model      as for `evaluate`, with scores (B, 27)
    generator  the only source of chance
    returns    `count` names

    Afterwards the model is in the mode that it was in before, even if calling it raises an error.
    """
    raise NotImplementedError("M5-E8 sample")


def smooth(losses: list[float], k: int) -> Tensor:
    """The mean losses of a training: one point for each k steps.

    losses   a number for each step
    returns  (len(losses) // k,)  float32 or float64  the mean of the first k losses, of the next
             k, and so on; if fewer than k losses are left at the end, they are dropped

    Raises ValueError if there are fewer than k losses, or if k is less than 1.
    """
    raise NotImplementedError("M5-E9 smooth")
