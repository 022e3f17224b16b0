"""Inputs, right answers and readers of results for the checks of dilated.py.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor

from grader import expect_close, observe


@observe
def all_windows(m, emb, weights, seq):
    """dilated_forward, and the numbers of entries that went through tanh in it."""

    # A mode of dispatch would do the same, but its first use imports for seconds.
    class Count(torch.overrides.TorchFunctionMode):
        entries = 0

        def __torch_function__(self, function, types, args=(), kwargs=None):
            if function.__name__ in ("tanh", "tanh_"):
                self.entries += args[0].numel()
            return function(*args, **(kwargs or {}))

    with Count() as count:
        y = m.dilated_forward(emb, weights, seq)
    return {"y": y, "entries": count.entries}


@observe
def window_gradients(m, emb, weights, seq, dy):
    """The gradients of the table and the weights through dilated_forward."""
    leaves = [t.requires_grad_() for t in (emb, *weights)]
    (m.dilated_forward(emb, weights, seq) * dy).sum().backward()
    return [t.grad for t in leaves]


@observe
def short_sequence(m, emb, weights, seq):
    """Whether dilated_forward raises ValueError."""
    try:
        m.dilated_forward(emb, weights, seq)
    except ValueError:
        return "ValueError"
    return "no ValueError"


def tree(emb: Tensor, weights: list[Tensor], seq: Tensor) -> Tensor:
    """The right answer: each window goes through the tree of pairs by itself, in float64."""
    size = 2 ** len(weights)
    h = emb.double()[seq.unfold(0, size, 1)]
    for W in weights:
        h = torch.tanh(torch.cat([h[:, 0::2], h[:, 1::2]], dim=2) @ W.double())
    return h[:, 0]


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


def expect_once(entries: Sequence[int], lengths: Sequence[int], widths: Sequence[int]) -> None:
    """No level has more rows than there are letters."""
    got = torch.tensor(entries)
    most = torch.tensor([length * sum(widths) for length in lengths])
    once = torch.tensor(
        [sum((T - 2 ** (k + 1) + 1) * w for k, w in enumerate(widths)) for T in lengths]
    )
    right = torch.where(got <= most, got, once)
    shown = " and ".join(str(length) for length in lengths)
    expect_close(got, right, axes="run", name=f"the entries that go through tanh for T {shown}")
