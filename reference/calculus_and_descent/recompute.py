"""The answers of calculus and descent, as far as code can decide them, from torch and Python.

Each function is named after its question and part and returns the answer in the form of
answers.toml. Nothing here uses the solutions of the topic.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn


def cd_q2() -> int:
    """The parameters of 784-16-16-10."""
    sizes = [784, 16, 16, 10]
    layers = [nn.Linear(*pair) for pair in pairwise(sizes)]
    return sum(p.numel() for layer in layers for p in layer.parameters())


def cd_q3() -> str:
    """Whether a has to rise or to fall where its slope is below 0, for a above and below 0."""
    rises = []
    for start in (2.0, -2.0):
        a = torch.tensor(start, requires_grad=True)
        loss = (a - 5) ** 2
        loss.backward()
        assert a.grad is not None
        assert a.grad < 0
        rises.append(bool((a + 0.01 - 5) ** 2 < loss))
    return "C" if all(rises) else "?"


def cd_q4() -> dict[str, str]:
    """Eight steps on w^2 with each rate, told apart by what w does."""
    found = {}
    for key, lr in (("1", 0.1), ("2", 0.5), ("3", 0.9), ("4", 1.0), ("5", 1.1)):
        places = [3.0]
        for _ in range(8):
            w = torch.tensor(places[-1], dtype=torch.float64, requires_grad=True)
            (w**2).backward()
            assert w.grad is not None
            places.append(float(w.detach() - lr * w.grad))
        sizes = [abs(place) for place in places]
        if max(sizes[1:]) < 1e-9:
            found[key] = "E"
        elif min(places) > 0:
            found[key] = "B"
        elif abs(sizes[-1] - 3) < 1e-9:
            found[key] = "C"
        else:
            found[key] = "D" if sizes[-1] < 3 else "A"
    return found


def _errors(h: float) -> tuple[float, float]:
    """Forward and central error for x^3 at 2."""
    forward = ((2 + h) ** 3 - 8) / h
    central = ((2 + h) ** 3 - (2 - h) ** 3) / (2 * h)
    return abs(forward - 12), abs(central - 12)


def cd_q5() -> str:
    """By which factor the errors shrink when h is divided by 10."""
    (forward, central), (forward_10, central_10) = _errors(1e-2), _errors(1e-3)
    squares = abs(central / central_10 - 100) < 1 and abs(forward / forward_10 - 10) < 0.1
    return "D" if squares else "?"


def cd_q6() -> dict[str, object]:
    """The forward error at 1e-5, 1e-8 and 1e-12, and what is left of the digits."""
    at = {h: _errors(h)[0] for h in (1e-5, 1e-8, 1e-12)}
    grows = at[1e-12] > at[1e-8]
    # In whole numbers nothing is rounded: the forward error of x^3 at 2 is 6h + h^2.
    rounding = at[1e-12] > 1e6 * (6e-12 + 1e-24)
    return {"verdict": not grows, "reason": "B" if rounding else "?"}


def cd_q7() -> str:
    """Whether the fit of the figure goes on within the same bounds, with steps as long."""
    x = torch.linspace(-2, 2, 20, dtype=torch.float64)
    y = 3 * x**2 + 2 * x + 1
    params = torch.full((3,), 1.1, dtype=torch.float64)
    losses, lengths = [], []
    for _ in range(400):
        params.requires_grad_()
        loss = (params[0] * x**2 + params[1] * x + params[2] - y).abs().mean()
        [grad] = torch.autograd.grad(loss, params)
        params = (params - 0.1 * grad).detach()
        losses.append(loss.item())
        lengths.append(grad.norm().item())
    early, late = losses[40:120], losses[300:]
    bounded = abs(max(late) - max(early)) < 0.01 and max(late) - min(late) > 0.09
    return "A" if bounded and min(lengths[300:]) > 0.3 else "?"


def cd_q8() -> str:
    """Whether ten linear layers of any width lie on a straight line, point by point."""
    torch.manual_seed(8)
    net = nn.Sequential(nn.Linear(1, 50), *[nn.Linear(50, 50) for _ in range(8)], nn.Linear(50, 1))
    with torch.no_grad():
        y = net.double()(torch.arange(9.0, dtype=torch.float64)[:, None]).flatten()
    return "B" if torch.allclose(y.diff(), y.diff()[:1].expand(8), atol=1e-12) else "?"


def cd_q11() -> str:
    """The slope in a weight whose input is 0, by autograd."""
    w = torch.tensor(0.7, requires_grad=True)
    cost = (torch.sigmoid(w * 0.0 + 0.3) - 1) ** 2
    cost.backward()
    return "C" if w.grad is not None and w.grad.item() == 0.0 else "?"


def cd_q12() -> str:
    """The gradient of the mean cost beside the mean gradient, and that at the mean example."""
    x = torch.randn(6, generator=torch.Generator().manual_seed(12), dtype=torch.float64)
    w = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)

    def slope(data: torch.Tensor) -> torch.Tensor:
        return torch.autograd.grad(((torch.sigmoid(w * data) - 1) ** 2).mean(), w)[0]

    of_all, each = slope(x), torch.stack([slope(one) for one in x])
    right = torch.isclose(of_all, each.mean()) and not torch.isclose(of_all, slope(x.mean()))
    return "D" if right else "?"


def cd_q1_a() -> str:
    """Which weight raises z = w1 a1 + w2 a2 + b more for the same nudge."""
    w = torch.tensor([0.2, 2.0], requires_grad=True)
    [slopes] = torch.autograd.grad(w @ torch.tensor([0.9, 0.1]), w)
    return "C" if slopes[0] == slopes[1] else "AB"[int(slopes.argmax())]


def cd_q1_b() -> float:
    """How the slopes in the two activations compare."""
    a = torch.tensor([0.9, 0.1], dtype=torch.float64, requires_grad=True)
    [slopes] = torch.autograd.grad(torch.tensor([0.2, 2.0], dtype=torch.float64) @ a, a)
    return float(slopes[1] / slopes[0])


def cd_q9_a() -> float:
    """The constant with the lowest mean squared error, by a fine search."""
    c = torch.linspace(-1, 11, 120_001, dtype=torch.float64)
    y = torch.tensor([0.0, 0.0, 10.0], dtype=torch.float64)
    best = float(c[((c[:, None] - y) ** 2).mean(1).argmin()])
    return float(f"{best:.3g}")


def cd_q9_b() -> float:
    """The constant with the lowest mean absolute error, by a fine search."""
    c = torch.linspace(-1, 11, 120_001, dtype=torch.float64)
    y = torch.tensor([0.0, 0.0, 10.0], dtype=torch.float64)
    return round(float(c[(c[:, None] - y).abs().mean(1).argmin()]))


def cd_q10() -> str:
    """Both loops on the quadratic without noise: the lowest loss, and what follows it."""
    x = torch.linspace(-2, 2, 20, dtype=torch.float64)
    y = 3 * x**2 + 2 * x + 1
    losses: dict[bool, list[float]] = {}
    for keeps in (True, False):
        abc = torch.tensor([1.1, 1.1, 1.1], dtype=torch.float64, requires_grad=True)
        total = torch.zeros(3, dtype=torch.float64)
        losses[keeps] = []
        for _ in range(300):
            loss = (abc[0] * x**2 + abc[1] * x + abc[2] - y).abs().mean()
            losses[keeps].append(loss.item())
            [slopes] = torch.autograd.grad(loss, abc)
            total = total + slopes if keeps else slopes
            abc.data -= 0.01 * total
    fast, plain = losses[True], losses[False]
    assert fast[10] < plain[10]
    swings = max(fast[fast.index(min(fast)) :]) > 1 > 0.5 > plain[-1]
    return "B" if swings else "A"
