"""makemore 2, part 5: what the trained model is worth, and the names that it makes up.

The loss of one batch of 32 is noise; a model is judged by the mean over a whole part. Then it is
asked for names, letter by letter.

As in training.py, `model` is anything with model(X) and parameters(). torch's F.cross_entropy and
softmax may be used.
"""

from typing import Any

import torch
from exercises.makemore2.letters import ITOS  # noqa: F401
from torch import Tensor
from torch.nn import functional as F  # noqa: F401


def evaluate(model: Any, X: Tensor, Y: Tensor, chunk: int = 4096) -> float:
    """The mean cross-entropy loss over all examples, each of which counts alike.

    To save memory at most `chunk` examples go through the model at once, and nothing is recorded
    for gradients: the model runs under torch.no_grad(). The last chunk may be smaller.

    X, Y     (N, b), (N,)  int64  N at least 1
    returns  one number: a float or a tensor with one entry
    """
    raise NotImplementedError("M2-E12 evaluate")


def sample(model: Any, n: int, block_size: int = 3, *, generator: torch.Generator) -> list[str]:
    """n names drawn from the model, letter by letter.

    A name begins with a context of block_size times ".". Each symbol is drawn with the
    probabilities that the model gives for the context, the softmax of its logits; then the context
    moves on by one symbol. A drawn "." ends the name and is no part of it. Every name begins anew.

    model      model(X) gives the logits (m, 27) of contexts X (m, block_size), int64
    generator  the only source of chance
    returns    a list of n strings; a name may be empty
    """
    raise NotImplementedError("M2-E13 sample")
