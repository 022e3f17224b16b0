"""Inputs, right answers and readers of results for the checks of dilated.py.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks. What is right is worked out number by number, in float64.
"""

import cmath
import operator
from collections.abc import Sequence
from itertools import pairwise, product

import torch
from torch import Tensor

from grader import observe


@observe
def window_gradients(m, emb, weights, seq, dy):
    """The gradients of the table and the weights through dilated_forward."""
    leaves = [t.requires_grad_() for t in (emb, *weights)]
    (m.dilated_forward(emb, weights, seq) * dy).sum().backward()
    return [t.grad for t in leaves]


@observe
def windows_or_error(m, emb, weights, seqs):
    """What dilated_forward gives for each text; the text "ValueError" for that error."""
    found = []
    for seq in seqs:
        try:
            found.append(m.dilated_forward(emb, weights, seq))
        except ValueError:
            found.append("ValueError")
    return found


def by_hand(emb: Tensor, weights: Sequence[Tensor], seq: Tensor) -> Tensor:
    """The right answer in float64: each window by itself, each unit by itself."""
    return _rows(emb, weights, seq).real


def slopes(emb: Tensor, weights: Sequence[Tensor], seq: Tensor, dy: Tensor) -> list[Tensor]:
    """The gradients of the sum of rows times dy, one entry at a time.

    A tiny imaginary step of one entry comes out as its slope in the imaginary part.
    """
    leaves = [t.to(torch.complex128) for t in (emb, *weights)]
    found = []
    for leaf in leaves:
        slope = torch.zeros(leaf.shape)
        for place in product(*map(range, leaf.shape)):
            leaf[place] += 1e-20j
            slope[place] = (_rows(leaves[0], leaves[1:], seq).imag * dy).sum() / 1e-20
            leaf[place] = leaf[place].item().real
        found.append(slope)
    return found


def _rows(emb: Tensor, weights: Sequence[Tensor], seq: Tensor) -> Tensor:
    table, levels = emb.tolist(), [W.T.tolist() for W in weights]
    letters = seq.tolist()

    def tree(first: int, level: int) -> list[complex]:
        """What the tree has at this level over the letters that begin at `first`."""
        if level == 0:
            return table[letters[first]]
        pair = tree(first, level - 1) + tree(first + 2 ** (level - 1), level - 1)
        return [cmath.tanh(sum(map(operator.mul, pair, unit))) for unit in levels[level - 1]]

    windows = range(len(letters) - 2 ** len(levels) + 1)
    return torch.tensor([tree(i, len(levels)) for i in windows], dtype=torch.complex128)


def network(
    sizes: Sequence[int], gen: torch.Generator, dtype: torch.dtype = torch.float32
) -> tuple[Tensor, list[Tensor]]:
    """A table (V, C) and weights; sizes are V, C, H0, H1, ..."""
    emb = torch.randn(sizes[0], sizes[1], generator=gen, dtype=dtype)
    weights = []
    for fan_in, fan_out in pairwise(sizes[1:]):
        W = torch.randn(2 * fan_in, fan_out, generator=gen, dtype=dtype)
        weights.append(W / (2 * fan_in) ** 0.5)
    return emb, weights
