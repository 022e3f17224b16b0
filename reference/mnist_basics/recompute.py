"""Computes the answers to the questions of MNIST basics that code can decide, in the key's form."""

from __future__ import annotations

import importlib.util
import statistics
import sys
from itertools import pairwise, permutations
from pathlib import Path
from types import ModuleType

import torch

KEYS = "ABCDE"


def _figures() -> ModuleType:
    """figures.py beside this file, with the curves of its picture."""
    here = Path(__file__).resolve().parent
    sys.path.insert(0, str(here.parents[1]))
    spec = importlib.util.spec_from_file_location("_mnist_basics_figures", here / "figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _only(truths: list[bool]) -> str:
    """The key of the one choice that is true."""
    assert sum(truths) == 1
    return KEYS[truths.index(True)]


def mn_q1_a() -> list[int]:
    return list((torch.zeros(1010, 28, 28) - torch.zeros(28, 28)).shape)


def mn_q1_b() -> list[int]:
    return list((torch.zeros(1010, 28, 28) - torch.zeros(28, 28)).abs().amax((-1, -2)).shape)


def mn_q2() -> str:
    """Tried on a small tensor of rank 3, a matrix stack whose other numbers are not 3."""
    t = torch.ones(5, 2, 4)
    rank = t.dim()
    return _only(
        [
            rank == t.numel(),
            rank == max(t.shape),
            rank == len(t.shape),
            rank == int(torch.linalg.matrix_rank(t.reshape(5, -1))),
        ]
    )


def mn_q3_a() -> float:
    return statistics.fmean([0, 0, 0, 4])


def mn_q3_b() -> float:
    return statistics.fmean([d * d for d in (0, 0, 0, 4)]) ** 0.5


def mn_q4() -> str:
    """On the curves of the figure nearly no small move changes the share; each changes the loss."""
    _values, shares, losses = _figures().curves()
    still = sum(a == b for a, b in pairwise(shares)) / (len(shares) - 1)
    moved = sum(a != b for a, b in pairwise(losses)) / (len(losses) - 1)
    return "B" if still > 0.9 and moved > 0.9 and 0 <= min(shares) <= max(shares) <= 1 else ""


def mn_q6() -> list[float]:
    """By central differences."""
    x, h = [3.0, 4.0, 10.0], 1e-3

    def f(values: list[float]) -> float:
        return sum(v * v for v in values)

    found = []
    for i in range(3):
        up, down = list(x), list(x)
        up[i] += h
        down[i] -= h
        found.append((f(up) - f(down)) / (2 * h))
    return found


def mn_q8() -> list[str]:
    """The one order in which the five lines run and train as the chapter does, by trying all."""
    lines = {
        "A": "w.data -= w.grad * 0.1",
        "B": "loss.backward()",
        "C": "w.grad = None",
        "D": "preds = xb * w",
        "E": "loss = (preds - yb) ** 2",
    }
    batches = [(1.0, 2.0), (2.0, 1.0), (0.5, 3.0)]
    w = torch.tensor(1.0, dtype=torch.float64)
    for xb, yb in batches:
        w = w - 0.1 * 2 * xb * (xb * w - yb)
    right = []
    for order in permutations(lines):
        scope = {"w": torch.tensor(1.0, dtype=torch.float64, requires_grad=True)}
        try:
            for xb, yb in batches:
                for name in ("preds", "loss"):
                    scope.pop(name, None)
                scope |= {"xb": xb, "yb": yb}  # type: ignore[dict-item]
                for key in order:
                    exec(lines[key], {}, scope)
        except (KeyError, NameError, TypeError, RuntimeError, AttributeError):
            continue
        if torch.isclose(scope["w"].detach(), w) and order[-1] == "C":
            right.append(list(order))
    assert len(right) == 1
    return right[0]


def mn_q9() -> float:
    w = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    for _step in range(3):
        (w**2).backward()
        assert w.grad is not None
        w.data -= 0.1 * w.grad
    return float(f"{w.item():.1g}")


def mn_q10() -> str:
    x = torch.linspace(-8, 8, 1601, dtype=torch.float64)
    p = torch.sigmoid(x)
    slope = p.diff() / x.diff()
    return _only(
        [
            bool((slope > 0).all()) and bool(((p > 0) & (p < 1)).all()),
            abs(float(p.mean())) < 0.1,
            float(slope.max() - slope.min()) < 1e-3,
            float(slope[0]) > float(slope[800]),
        ]
    )


def mn_q11() -> str:
    """The shapes of the first and of the last batch, squeezed."""
    rest = 1600 % 123
    first, last = (torch.zeros(n, 1, requires_grad=True).squeeze() for n in (123, rest))
    assert first.requires_grad
    return _only([last.shape == (rest,), last.shape == (), first.shape != (123,), False])


def mn_q13() -> dict[str, object]:
    """On w**2 a rate of 1.1 makes the loss rise, 0.1 makes it fall."""
    losses = {}
    for rate in (0.1, 1.1):
        w = 1.0
        for _step in range(5):
            w -= rate * 2 * w
        losses[rate] = w * w
    return {"verdict": losses[1.1] > losses[0.1], "reason": "A" if losses[1.1] > 1 else ""}


def mn_q5_a() -> float:
    """The derivative of 1 - sigmoid at -8, by autograd."""
    z = torch.tensor(-8.0, dtype=torch.float64, requires_grad=True)
    [slope] = torch.autograd.grad(1 - torch.sigmoid(z), z)
    return float(f"{float(slope):.2g}")


def mn_q5_b() -> str:
    """How hard the image pulls beside one at logit 0, and beside cross-entropy."""
    z = torch.tensor([-8.0, 0.0], dtype=torch.float64, requires_grad=True)
    [slopes] = torch.autograd.grad((1 - torch.sigmoid(z)).sum(), z)
    [logs] = torch.autograd.grad(-torch.nn.functional.logsigmoid(z).sum(), z)
    assert 700 < slopes[1] / slopes[0] < 800
    assert logs[0] < -0.99
    return "D" if slopes[0].abs() < slopes[1].abs() / 100 and slopes[0] < 0 else "A"
