"""Computes the answers to the questions of makemore 5 that code can decide, in the key's form."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

# The log of the lecture: training and validation loss of the three networks of question 9.
LOG = ((2.058, 2.105), (1.918, 2.027), (1.769, 1.993))


def _pairs(x: Tensor) -> Tensor:
    """Two places in one, by way of slices; one place loses its axis."""
    joined = torch.cat([x[:, ::2], x[:, 1::2]], dim=2)
    return joined[:, 0] if joined.shape[1] == 1 else joined


def _shapes() -> list[list[int]]:
    """What the three FlattenConsecutive of question 1 return."""
    found, x = [], torch.zeros(4, 8, 10)
    for width in (10, 68, 68):
        x = _pairs(x)
        found.append(list(x.shape))
        x = F.linear(x, torch.zeros(68, 2 * width))
    return found


def m5_q1_a() -> list[int]:
    return _shapes()[0]


def m5_q1_b() -> list[int]:
    return _shapes()[1]


def m5_q1_c() -> list[int]:
    return _shapes()[2]


def _weights(context: int, emb: int, hidden: int) -> list[int]:
    """The number of weights of each level."""
    widths = [emb] + [hidden] * (context.bit_length() - 2)
    return [torch.empty(2 * width, hidden).numel() for width in widths]


def _parameters(context: int, emb: int, hidden: int) -> int:
    levels = _weights(context, emb, hidden)
    return 27 * emb + sum(levels) + 2 * hidden * len(levels) + hidden * 27 + 27


def m5_q2_a() -> int:
    return _weights(8, 24, 128)[0]


def m5_q2_b() -> int:
    return _weights(8, 24, 128)[1]


def m5_q2_c() -> int:
    assert _parameters(8, 24, 128) == 76_579
    return _parameters(16, 24, 128)


def _three_axes() -> Tensor:
    """A batch whose places differ in their means."""
    generator = torch.Generator().manual_seed(1)
    return torch.randn(32, 4, 68, generator=generator) + torch.arange(4.0)[:, None]


def m5_q4_a() -> list[int]:
    return list(_three_axes().mean(0, keepdim=True).shape)


def m5_q4_b() -> list[int]:
    return list(_three_axes().mean((0, 1), keepdim=True).shape)


def m5_q4_c() -> str:
    """Runs the layer with the bug: no error, no nan, and other values than the right one."""
    x, running = _three_axes(), torch.zeros(68)
    mean, var = x.mean(0, keepdim=True), x.var(0, keepdim=True)
    try:
        running = 0.9 * running + 0.1 * mean
        y = torch.ones(68) * (x - mean) / torch.sqrt(var + 1e-5)
    except RuntimeError:
        return "A"
    if not bool(y.isfinite().all() and running.isfinite().all()):
        return "C"
    right = (x - x.mean((0, 1))) / torch.sqrt(x.var((0, 1)) + 1e-5)
    return "D" if bool((y - right).abs().max() < 1e-3) else "B"


def m5_q4_d() -> list[int]:
    x = _three_axes()
    return [x.numel() // x.mean(0).numel(), x.numel() // x.mean((0, 1)).numel()]


def m5_q5() -> str:
    """The same row in two batches has two answers, and alone none."""
    x = torch.randn(9, 5, generator=torch.Generator().manual_seed(1))

    def normalised(batch: Tensor) -> Tensor:
        apart = batch - batch.mean(0)
        return apart / ((apart**2).sum(0) / (len(batch) - 1)).sqrt()

    differ = float((normalised(x[:4])[0] - normalised(x[[0, 6, 7, 8]])[0]).abs().max()) > 0.1
    return "D" if differ and bool(normalised(x[:1]).isnan().all()) else ""


def m5_q6_a() -> int:
    seen = 1
    for _level in range(4):
        seen += seen
    return seen


def m5_q6_b() -> int:
    return round(math.log2(128))


def m5_q7() -> str:
    """The values are the same, and fewer products are computed."""
    generator = torch.Generator().manual_seed(1)
    h = torch.randn(20, 3, generator=generator)
    weights = [torch.randn(6, 3, generator=generator) for _level in range(3)]
    windows, once, again = h.unfold(0, 8, 1).transpose(1, 2), 0, 0
    for level, W in enumerate(weights):
        windows = torch.tanh(torch.cat([windows[:, ::2], windows[:, 1::2]], dim=2) @ W)
        h = torch.tanh(torch.cat([h[: -(2**level)], h[2**level :]], dim=1) @ W)
        once, again = once + h.numel(), again + windows.numel()
    same = float((windows[:, 0] - h).abs().max()) < 1e-5
    return "A" if same and once < again else ""


def m5_q9_a() -> str:
    (train, val), (train_8, val_8), _last = LOG
    falls = train - train_8 > val - val_8 > 0
    return "B" if falls and val_8 - train_8 > val - train else ""


def m5_q9_b() -> str:
    gaps = [val - train for train, val in LOG]
    best = min(val for _train, val in LOG)
    return "D" if gaps == sorted(gaps) and best == LOG[-1][1] else ""


def m5_q11() -> dict[str, object]:
    """(4, 4, 20) @ (20, 68) is the product of each row."""
    x, W = torch.ones(4, 4, 20), torch.ones(20, 68)
    rows = torch.stack([torch.stack([row @ W for row in example]) for example in x])
    return {"verdict": torch.equal(x @ W, rows), "reason": "C"}


def m5_q12() -> str:
    """The differences that are beyond two standard deviations of the difference of two runs."""
    spread = 0.005 * math.sqrt(2)
    (_, short), (_, flat), _ = LOG
    tree, mended = 2.029, 2.022
    sure = [
        name
        for name, difference in (
            ("context", short - flat),
            ("tree", abs(tree - flat)),
            ("mended", tree - mended),
        )
        if difference > 2 * spread
    ]
    return {("context",): "A", ("context", "tree", "mended"): "B", ("mended",): "C"}.get(
        tuple(sure), "D"
    )


def m5_q13() -> str:
    """Whether the two ways give the same, and whether view keeps the storage."""
    e = torch.randn(4, 8, 10, generator=torch.Generator().manual_seed(1))
    joined = torch.cat([e[:, ::2, :], e[:, 1::2, :]], dim=2)
    if joined.shape != (4, 4, 20):
        return "C"
    view = e.view(4, 4, 20)
    return "D" if torch.equal(joined, view) and view.data_ptr() == e.data_ptr() else "A"
