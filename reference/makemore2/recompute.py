"""Computes the answers to the questions of makemore 2 that code can decide, in the key's form."""

from __future__ import annotations

import importlib.util
import math
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

SIZES = {"C": (27, 10), "W1": (30, 200), "b1": (200,), "W2": (200, 27), "b2": (27,)}


@cache
def _figures() -> ModuleType:
    """figures.py beside this file; its runs decide what the panels show."""
    here = Path(__file__).resolve().parent
    sys.path.insert(0, str(here.parents[1]))
    spec = importlib.util.spec_from_file_location("_makemore2_figures", here / "figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _run() -> tuple[dict[str, Any], Any, Any]:
    """The solutions, the train part and the dev part."""
    student = _figures().reference()
    train, dev, _test = _figures().parts(student)
    return student, train, dev


def m2_q3_a() -> str:
    """After a short run the losses of many names are within a tenth: underfitting."""
    student, train, dev = _run()
    run = _figures().gaps(student, train, dev, _figures().FEW_UNITS, 1500, 500)
    return "B" if abs(run[-1][2] - run[-1][1]) < 0.1 else "A"


def m2_q3_b() -> str:
    """On few names the dev loss is soon above its lowest value, and far above the train loss."""
    figures, (student, _train, dev) = _figures(), _run()
    part = figures.few_names(student, figures.FEW_NAMES)
    run = figures.gaps(student, part, (dev[0][:3000], dev[1][:3000]), 200, 4000, 1000)
    _step, train, last = run[-1]
    rising = last > min(row[2] for row in run) + 0.05
    return "D" if rising and last - train > 1 else "A"


def m2_q5_a() -> float:
    """Examples of a large batch over those of a small one."""
    return 3200 / 32


def m2_q5_b() -> float:
    """The standard deviation of a mean of n independent values is that of one over root n."""
    return math.sqrt(1 / 32) / math.sqrt(1 / 3200)


@cache
def _shapes() -> list[list[int]]:
    params = {name: torch.zeros(shape) for name, shape in SIZES.items()}
    emb = params["C"][torch.zeros(32, 3, dtype=torch.int64)]
    flat = emb.view(-1, 30)
    h = torch.tanh(flat @ params["W1"] + params["b1"])
    return [list(t.shape) for t in (emb, flat, h, h @ params["W2"] + params["b2"])]


def m2_q8_a() -> list[int]:
    """The shape of C[X]."""
    return _shapes()[0]


def m2_q8_b() -> list[int]:
    """The shape after the view."""
    return _shapes()[1]


def m2_q8_c() -> list[int]:
    """The shape of the hidden layer."""
    return _shapes()[2]


def m2_q8_d() -> list[int]:
    """The shape of the logits."""
    return _shapes()[3]


def m2_q9() -> int:
    """The parameters of torch.nn's layers of the same sizes."""
    net = nn.Sequential(nn.Embedding(27, 10), nn.Linear(30, 200), nn.Tanh(), nn.Linear(200, 27))
    return sum(p.numel() for p in net.parameters())


def m2_q10() -> str:
    """Whether view or cat shares its memory, keeps the order, lets gradients through."""
    emb = torch.randn(32, 3, 10, requires_grad=True)
    view, cat = emb.view(32, 30), torch.cat(torch.unbind(emb, 1), 1)
    shared = [t.data_ptr() == emb.data_ptr() for t in (view, cat)]
    assert torch.equal(view, cat)
    assert view.requires_grad
    assert cat.requires_grad
    return {(True, False): "A", (False, True): "B"}[(shared[0], shared[1])]


def m2_q11() -> list[str]:
    """What holds when the two are tried."""
    logits, y = 3 * torch.randn(32, 27, dtype=torch.float64), torch.randint(27, (32,))
    leaves = [logits.clone().requires_grad_() for _ in range(2)]

    def by_hand(z: torch.Tensor) -> torch.Tensor:
        counts = z.exp()
        return -(counts / counts.sum(1, keepdim=True))[torch.arange(len(z)), y].log().mean()

    slow, fused = by_hand(leaves[0]), F.cross_entropy(leaves[1], y)
    fused.backward()
    simple = (logits.softmax(1) - F.one_hot(y, 27)) / 32
    large = torch.full((32, 27), 1000.0)
    found = {
        "A": _operations(slow) > _operations(fused),
        "B": bool(fused < slow - 1e-9),
        "C": leaves[1].grad is not None and bool(torch.allclose(leaves[1].grad, simple)),
        "D": bool(torch.isclose(F.cross_entropy(logits.softmax(1), y), slow)),
        "E": bool(F.cross_entropy(large, y).isfinite()) and not bool(by_hand(large).isfinite()),
    }
    return [key for key, true in found.items() if true]


def _operations(result: torch.Tensor) -> int:
    """The steps of the backward pass."""
    seen, stack = set(), [result.grad_fn]
    while stack:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            stack += [parent for parent, _ in node.next_functions]
    return len(seen)


def m2_q6_a() -> str:
    """The choice nearest to the bottom of the smoothed losses."""
    student, train, _dev = _run()
    exponents, losses = _figures().search(student, train)
    values = _figures().smooth(losses, 25)
    lowest = exponents[values.index(min(values))]
    choices = {"A": 0.0, "B": -3.0, "C": -1.0, "D": -0.4}
    return min(choices, key=lambda key: abs(choices[key] - lowest))


def m2_q6_b() -> str:
    """Whether the first small steps lower the loss of an untrained net, a little."""
    student, train, _dev = _run()
    _exponents, losses = _figures().search(student, train)
    first, later = (sum(losses[a:b]) / (b - a) for a, b in ((0, 50), (100, 150)))
    return "A" if first > 15 and later < first else "B"


def m2_q12() -> str:
    """The first loss with logits from torch.randn, and with logits a hundredth as large."""
    student, train, _dev = _run()
    firsts = []
    for seed in range(5):
        generator = torch.Generator().manual_seed(seed)
        model = student["MLP"](27, 3, 10, 200, generator=generator)
        X, y = train[0][:2000], train[1][:2000]
        with torch.no_grad():
            logits = model.forward(X)
        first, small = (float(F.cross_entropy(z, y)) for z in (logits, logits / 100))
        assert abs(small - math.log(27)) < 0.1
        firsts.append(first)
    return "D" if abs(sum(firsts) / 5 - 27) < 3 else "?"
