"""The answers of the tabular topic, as far as code can decide them, computed from torch.

Each function is named after its question and part and returns the answer in the form of
answers.toml. Nothing here uses the solutions of the topic.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import torch
from exercises.data import load_titanic
from torch import Tensor
from torch.nn import functional as F

_PREDS = torch.tensor([1.2, -0.3, 0.6, 0.4], dtype=torch.float64)
_TARGETS = torch.tensor([1.0, 0.0, 0.0, 1.0], dtype=torch.float64)


def _passengers() -> tuple[Tensor, Tensor]:
    """The 12 columns of the notebook, scaled, and who survived."""
    rows = load_titanic()
    for name in ("Age", "Embarked"):
        counts = Counter(row[name] for row in rows if row[name])
        mode = min(counts, key=lambda value: (-counts[value], value))
        for row in rows:
            row[name] = row[name] or mode
    groups = {"Sex": ("male", "female"), "Pclass": "123", "Embarked": "CQS"}
    X = torch.tensor(
        [
            [
                *(float(row[name]) for name in ("Age", "SibSp", "Parch")),
                math.log1p(float(row["Fare"])),
            ]
            + [float(row[name] == value) for name, values in groups.items() for value in values]
            for row in rows
        ]
    )
    return X / X.amax(0), torch.tensor([float(row["Survived"]) for row in rows])


def deep_run(factor: float, epochs: int) -> tuple[list[float], list[float], Tensor]:
    """(training losses, validation accuracies, last validation outputs) of the deep net.

    The notebook's rows, seeds and rate; its initial weights have the factor 4.
    """
    torch.set_num_threads(1)
    X, y = _passengers()
    order = torch.randperm(891, generator=torch.Generator().manual_seed(42))
    valid, train = order[:178], order[178:]
    g = torch.Generator().manual_seed(442)
    layers = [
        ((torch.rand(a, b, generator=g) - 0.3) / b * factor).requires_grad_()
        for a, b in pairwise([12, 10, 10, 1])
    ]
    consts = [((torch.rand((), generator=g) - 0.5) * 0.1).requires_grad_() for _ in layers]

    def outputs(rows: Tensor) -> Tensor:
        hidden = X[rows]
        for layer, const in zip(layers[:-1], consts[:-1], strict=True):
            hidden = F.relu(hidden @ layer + const)
        return torch.sigmoid(hidden @ layers[-1] + consts[-1])[:, 0]

    losses, accuracies = [], []
    for _epoch in range(epochs):
        loss = F.l1_loss(outputs(train), y[train])
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, [*layers, *consts])
        with torch.no_grad():
            for p, grad in zip([*layers, *consts], grads, strict=True):
                p -= 4.0 * grad
            right = (outputs(valid) > 0.5) == (y[valid] > 0.5)
        accuracies.append(right.double().mean().item())
    return losses, accuracies, outputs(valid).detach()


def tb_q1_a() -> list[int]:
    """The shape of the products."""
    return list((torch.zeros(891, 12) * torch.zeros(12)).shape)


def tb_q1_b() -> list[int]:
    """The shape of the sums of the rows."""
    return list((torch.zeros(891, 12) * torch.zeros(12)).sum(1).shape)


def tb_q2() -> str:
    """Every row is divided by the whole vector, and the vector is not copied."""
    X, maxes = torch.arange(1.0, 10693.0).view(891, 12), torch.arange(1.0, 13.0)
    by_row = torch.stack([row / maxes for row in X])
    spread = torch.broadcast_to(maxes, X.shape)
    copied = spread.stride()[0] != 0 or spread.data_ptr() != maxes.data_ptr()
    return "B" if torch.equal(X / maxes, by_row) and not copied else "?"


def tb_q3() -> str:
    """The largest fare is far above most; after the logarithm it is not; nobody is dropped."""
    fares = torch.tensor([float(row["Fare"]) for row in load_titanic()])
    logs = (fares + 1).log()
    ratios = [float(v.max() / v.median()) for v in (fares, logs)]
    return "D" if ratios[0] > 30 > 3 > ratios[1] and float(fares.min()) == 0 else "?"


def tb_q4() -> str:
    """Both columns of Sex sum to 1, and a number added to both coefficients shifts all sums."""
    X, _y = _passengers()
    ones = torch.allclose(X[:, 4] + X[:, 5], torch.ones(891))
    c = torch.rand(12, generator=torch.Generator().manual_seed(4))
    shift = torch.zeros(12).index_fill(0, torch.tensor([4, 5]), 0.3)
    return "A" if ones and torch.allclose(X @ (c + shift), X @ c + 0.3) else "?"


def tb_q5_a() -> float:
    """The mean absolute error."""
    return F.l1_loss(_PREDS, _TARGETS).item()


def tb_q5_b() -> float:
    """The accuracy."""
    return ((_PREDS > 0.5) == (_TARGETS > 0.5)).double().mean().item()


def tb_q6() -> str:
    """The gradient after one and after two calls."""
    X, y = _passengers()
    c = torch.zeros(12).add(0.1).requires_grad_()
    grads = []
    for _call in range(2):
        F.l1_loss(X @ c, y).backward()
        assert c.grad is not None
        grads.append(c.grad.clone())
    return "C" if torch.allclose(grads[1], 2 * grads[0]) else "?"


def tb_q9_a() -> list[int]:
    """The shape of the product of matrices."""
    return list((torch.zeros(713, 12) @ torch.zeros(12, 1)).shape)


def tb_q9_b() -> list[int]:
    """The shape of predictions in a column minus targets in a row."""
    return list((torch.zeros(713, 12) @ torch.zeros(12, 1) - torch.zeros(713)).shape)


def tb_q11() -> str:
    """All outputs are on one side, the loss is that of one answer, the gradient is small."""
    losses, accuracies, outputs = deep_run(0.5, 100)
    one_class = bool((outputs < 0.01).all())
    level = abs(losses[-1] - losses[40]) < 0.002 and accuracies[-1] == accuracies[40]
    other, better, _outputs = deep_run(4.0, 100)
    works = other[-1] < 0.195 and better[-1] > 0.82
    return "C" if one_class and level and works else "?"


def tb_q7_a() -> int:
    """The difference of two accuracies in passengers."""
    return round(0.8258 * 178) - round(0.7865 * 178)


def tb_q8() -> str:
    """What the change of five coefficients does to the sums of all passengers."""
    X, _y = _passengers()
    groups = [i for i in range(12) if X[:, i].unique().tolist() == [0, 1]]
    pairs = [[i, j] for i in groups for j in groups if i < j and _complete(X, [i, j])]
    triples = [
        [i, j, k]
        for i in groups
        for j in groups
        for k in groups
        if i < j < k and _complete(X, [i, j, k])
    ]
    coeffs = torch.rand(12, generator=torch.Generator().manual_seed(8))
    [sex] = pairs
    for classes in triples:
        moved = coeffs.index_add(0, torch.tensor(sex), torch.ones(2))
        moved = moved.index_add(0, torch.tensor(classes), -torch.ones(3))
        if not torch.allclose(X @ moved, X @ coeffs, atol=1e-5):
            return "B"
    return "C" if triples else "?"


def _complete(X: Tensor, columns: list[int]) -> bool:
    """Whether exactly one of these columns is 1 in each row."""
    return bool((X[:, columns].sum(1) == 1).all())
