"""The answers of makemore 1, as far as code can decide them, computed from torch and Python.

Each function is named after its question and part and returns the answer in the form of
answers.toml. Nothing here uses the solutions of the topic.
"""

from __future__ import annotations

import math
import random
from collections import Counter

import torch
from exercises.data import load_names
from torch.nn import functional as F

_PROBABILITIES = (0.5, 0.25, 0.125)
_LOGITS = (2.0, 1.0, 0.1)


def _names_in_parts() -> tuple[list[str], list[str]]:
    """The training and dev names of a shuffled split."""
    names = load_names()
    random.Random(42).shuffle(names)
    first, second = int(0.8 * len(names)), int(0.9 * len(names))
    return names[:first], names[first:second]


def _trigrams(names: list[str]) -> Counter[str]:
    return Counter(f"..{n}."[i : i + 3] for n in names for i in range(len(n) + 1))


def m1_q1_a() -> list[int]:
    """The shape of a sum over axis 1."""
    return list(torch.zeros(27, 27).sum(1).shape)


def m1_q1_b() -> list[int]:
    """The shape of a sum over axis 1 with keepdim."""
    return list(torch.zeros(27, 27).sum(1, keepdim=True).shape)


def m1_q1_c() -> list[int]:
    """As what (27,) is read beside (27, 27): axes with stride 0 are repeated."""
    spread = torch.zeros(27, 27).sum(1).expand(27, 27)
    sizes = zip(spread.shape, spread.stride(), strict=True)
    return [1 if stride == 0 else size for size, stride in sizes]


def m1_q2() -> list[str]:
    """The pairs of shapes that torch can add."""
    pairs = {
        "A": ((27, 27), (27, 1)),
        "B": ((3,), (2,)),
        "C": ((5, 1), (1, 27)),
        "D": ((2, 3), (2,)),
        "E": ((27,), (27, 27)),
        "F": ((8, 1, 6), (7, 1)),
    }
    found = []
    for key, (a, b) in pairs.items():
        try:
            torch.zeros(a) + torch.zeros(b)
        except RuntimeError:
            continue
        found.append(key)
    return found


def m1_q3() -> float:
    """The mean negative log-likelihood."""
    return -sum(math.log(p) for p in _PROBABILITIES) / len(_PROBABILITIES)


def m1_q4() -> str:
    """The product of the probabilities underflows, even at the loss of the best table."""
    loss, pairs = 2.4543, 229_201
    product = math.prod([math.exp(-loss)] * pairs)
    return "B" if product == 0.0 and math.isfinite(-loss * pairs) else "?"


def m1_q5() -> str:
    """What the mean with two marks is once its first letters are taken out."""
    names = load_names()
    losses = {}
    for marks in (1, 2):
        texts = ["." * marks + name + "." for name in names]
        counts = Counter(text[i : i + 3] for text in texts for i in range(len(text) - 2))
        rows: Counter[str] = Counter()
        for trigram, n in counts.items():
            rows[trigram[:2]] += n
        total = sum(n * math.log(rows[trigram[:2]] / n) for trigram, n in counts.items())
        losses[marks] = (total, counts.total())
    (one, few), (two, many) = losses[1], losses[2]
    assert (f"{one / few:.4f}", f"{two / many:.4f}") == ("2.0624", "2.1862")
    first = Counter(name[0] for name in names)
    letters = sum(n * math.log(len(names) / n) for n in first.values())
    assert f"{letters / len(names):.3f}" == "2.944"
    return "A" if abs((two - letters) - one) < 1e-6 and many - few == len(names) else "?"


def m1_q6_a() -> float:
    """The first entry of the softmax."""
    return torch.tensor(_LOGITS, dtype=torch.float64).softmax(0)[0].item()


def m1_q6_b() -> str:
    """What 1000 more changes, in exact enough arithmetic."""
    logits = torch.tensor(_LOGITS, dtype=torch.float64)
    same = torch.allclose(logits.softmax(0), (logits + 1000).softmax(0), atol=1e-10)
    return "D" if same else "?"


def m1_q7() -> list[str]:
    """The statements that hold for 200 random rows of 5 logits, some of them negative."""
    logits = torch.randn(200, 5, generator=torch.Generator().manual_seed(7)).double()
    p = logits.softmax(1)
    differences = [t[:, :, None] - t[:, None, :] for t in (p, logits)]
    holds = {
        "A": torch.allclose(p.amax(1), torch.ones(200).double()),
        "B": bool(((p > 0) & (p < 1)).all()),
        "C": torch.allclose(p, logits / logits.sum(1, keepdim=True)),
        "D": torch.allclose(*differences),
        "E": torch.allclose(p.sum(1), torch.ones(200).double()),
    }
    return [key for key, is_so in holds.items() if is_so]


def m1_q10() -> str:
    """A net of one layer from W = 0: where it starts, whether it comes below single letters."""
    counts = torch.zeros(27, 27, dtype=torch.float64)
    symbols = {symbol: i for i, symbol in enumerate(".abcdefghijklmnopqrstuvwxyz")}
    for name in load_names()[:3000]:
        for a, b in zip(f".{name}", f"{name}.", strict=True):
            counts[symbols[a], symbols[b]] += 1
    single = counts.sum(0) / counts.sum()
    letters = -float((single * single.clamp(min=1e-300).log()).sum())
    W = torch.zeros(27, 27, dtype=torch.float64, requires_grad=True)
    losses = []
    for _ in range(100):
        loss = -(W.log_softmax(1) * counts).sum() / counts.sum()
        losses.append(loss.item())
        W.data -= 50 * torch.autograd.grad(loss, W)[0]
    assert math.isclose(losses[0], math.log(27))
    if losses[-1] > losses[0] - 0.1:
        return "A"
    return "B" if losses[-1] < letters - 0.1 else "C"


def m1_q11() -> str:
    """A row of very uneven counts with a very large number added."""
    row = torch.tensor([0.0, 5.0, 100_000.0] + [1.0] * 24, dtype=torch.float64) + 1e15
    uniform = torch.full_like(row, 1 / 27)
    return "C" if torch.allclose(row / row.sum(), uniform, atol=1e-9) else "?"


def m1_q12() -> str:
    """Some trigram of the dev names is not in the training names."""
    train, dev = (_trigrams(part) for part in _names_in_parts())
    return "B" if dev.keys() - train.keys() else "?"


def m1_q13() -> dict[str, object]:
    """Values and gradients of W[xs] and one_hot(xs) @ W are the same, row by row added up."""
    generator = torch.Generator().manual_seed(13)
    W = torch.randn(27, 27, generator=generator, dtype=torch.float64, requires_grad=True)
    xs = torch.tensor([5, 13, 13, 1])
    above = torch.randn(4, 27, generator=generator, dtype=torch.float64)
    logits = [W[xs], F.one_hot(xs, 27).double() @ W]
    grads = [torch.autograd.grad(value, W, above)[0] for value in logits]
    added = torch.zeros_like(W).index_add(0, xs, above)
    same = torch.allclose(*logits) and all(torch.allclose(grad, added) for grad in grads)
    return {"verdict": not same, "reason": "B" if same else "?"}
