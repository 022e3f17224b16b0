"""makemore 2, part 5: what the trained model is worth, and the names that it makes up.

The loss of one batch of 32 is mostly noise, so you judge a model by the mean loss of a whole part.
Then you draw names from the model, letter by letter.

As in training.py, `model` is anything with model(X) and parameters(). You may use torch's
F.cross_entropy and softmax.
"""

from typing import Any

import torch
from exercises.makemore2.letters import ITOS  # noqa: F401
from torch import Tensor
from torch.nn import functional as F  # noqa: F401


def evaluate(model: Any, X: Tensor, Y: Tensor, chunk: int = 4096) -> float:
    """The mean cross-entropy loss over all examples; each example counts the same.

    To save memory, at most `chunk` examples go through the model at once. The last chunk may be
    smaller. The model runs under torch.no_grad(), so that nothing is recorded for gradients.

    X, Y     (N, b), (N,)  int64  N at least 1
    returns  one number: a float or a tensor with one entry
    """
    raise NotImplementedError("M2-E12 evaluate")


def sample(model: Any, n: int, block_size: int = 3, *, generator: torch.Generator) -> list[str]:
    """n names drawn from the model, letter by letter.

    A name begins with a context of block_size times ".". The probabilities of the next symbol are
    the softmax of the model's logits for the context. One symbol is drawn with these
    probabilities; then the context moves on by this symbol. A drawn "." ends the name and is no
    part of it. Every name begins with a new context.

    model      model(X) gives the logits (m, 27) of contexts X (m, block_size), int64
    generator  the only source of chance
    returns    a list of n strings; a name may be empty
    """
    raise NotImplementedError("M2-E13 sample")
