"""makemore 5: two networks with the same letters in view.

Both see a context of block_size letters and give a score to each letter that may come next. The
flat network joins all letters at once. The hierarchical network joins pairs, then pairs of pairs,
then pairs of those. It has a layer at each level, as WaveNet does. You build both from your own
layers and containers.
"""

import torch
from exercises.makemore5.containers import Sequential
from exercises.makemore5.layers import BatchNorm1d, Embedding, FlattenConsecutive, Linear  # noqa: F401
from exercises.makemore5.tanh import Tanh  # noqa: F401


def build_flat(
    vocab_size: int, block_size: int, n_embd: int, n_hidden: int, *, generator: torch.Generator
) -> Sequential:
    """The network of makemore 3 with one hidden layer, as one Sequential.

    Embedding, FlattenConsecutive of all places, Linear without bias, BatchNorm1d, Tanh, Linear with
    bias. The last weight is multiplied by 0.1, so that the first scores are small.

    generator  draws the weights in the order of the layers
    returns    the model: (B, block_size) int64 -> (B, vocab_size)

    With 27, 8, 10 and 200 it has 22,097 parameters; with 27, 3, 10 and 200 it has 12,097.
    """
    raise NotImplementedError("M5-E6 build_flat")


def build_hierarchical(
    vocab_size: int,
    block_size: int = 8,
    *,
    n_embd: int,
    n_hidden: int,
    generator: torch.Generator,
) -> Sequential:
    """The network that joins pairs, level by level, until one place is left.

    Embedding; then for each level FlattenConsecutive of pairs, Linear without bias to n_hidden,
    BatchNorm1d, Tanh; then Linear with bias to vocab_size, whose weight is multiplied by 0.1.

    block_size  a power of 2, at least 2
    generator   draws the weights in the order of the layers
    returns     the model: (B, block_size) int64 -> (B, vocab_size)

    With 27, 8, 10 and 68 it has 22,397 parameters, with 27, 8, 24 and 128 it has 76,579.
    Raises ValueError for a block_size that is no power of 2, or less than 2.
    """
    raise NotImplementedError("M5-E6 build_hierarchical")
