"""Given, never edited: the network of makemore 2 and 3 with one hidden layer, as a function.

V letters, T letters of context, e numbers a letter, H hidden units.
"""

import torch
from torch import Tensor

NAMES = ("C", "W1", "b1", "W2", "b2")


def forward(params: dict[str, Tensor], X: Tensor) -> Tensor:
    """The logits (n, V) for the contexts X (n, T), int64.

    params holds C (V, e), W1 (T * e, H), b1 (H,), W2 (H, V) and b2 (V,).
    """
    embcat = params["C"][X].flatten(start_dim=1)
    h = torch.tanh(embcat @ params["W1"] + params["b1"])
    return h @ params["W2"] + params["b2"]


def zeros(vocab: int = 27, context: int = 3, embedding: int = 10, hidden: int = 200) -> dict:
    """All parameters of the network, every one of them 0."""
    return {
        "C": torch.zeros(vocab, embedding),
        "W1": torch.zeros(context * embedding, hidden),
        "b1": torch.zeros(hidden),
        "W2": torch.zeros(hidden, vocab),
        "b2": torch.zeros(vocab),
    }
