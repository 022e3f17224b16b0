"""The answers of questions.toml, computed anew: one function a part, named after it.

Gradients come from torch; where a choice is to be found, its statement is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import permutations
from math import tanh
from typing import Any

import torch


def _gradients(f: Callable[..., torch.Tensor], *place: float) -> list[float]:
    """The gradient of f at a place, found by autograd."""
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in place]
    return [float(g) for g in torch.autograd.grad(f(*leaves), leaves)]


def mg_q1() -> int:
    """dL/da of (a * b + c) * f."""
    return round(_gradients(lambda a, b, c, f: (a * b + c) * f, 2.0, -3.0, 10.0, -2.0)[0])


def mg_q2_a() -> int:
    """df/da of (a * b) * (a + b)."""
    return round(_gradients(lambda a, b: (a * b) * (a + b), -2.0, 3.0)[0])


def mg_q2_b() -> int:
    """df/db of (a * b) * (a + b)."""
    return round(_gradients(lambda a, b: (a * b) * (a + b), -2.0, 3.0)[1])


def mg_q3() -> str:
    """Which rule gives the shares of a sum, for a gradient g from above."""
    a, b, g = 3.0, 5.0, 7.0
    got = _gradients(lambda a, b: g * (a + b), a, b)
    rules = {"A": [g / 2, g / 2], "B": [g * b, g * a], "C": [g, g], "D": [g * a, g * b]}
    return _only(key for key, shares in rules.items() if shares == got)


def mg_q4() -> str:
    """Which factor of 5 * 0.1 has the larger gradient."""
    five, tenth = _gradients(lambda a, b: a * b, 5.0, 0.1)
    return {1: "A", -1: "B", 0: "C"}[(five > tenth) - (five < tenth)]


def mg_q5() -> list[str]:
    """The order of the four steps in which (a * b) * (a + b) gets its gradients."""
    right = _gradients(lambda a, b: (a * b) * (a + b), -2.0, 3.0)
    found = [list(keys) for keys in permutations("ABCD") if _in_this_order(keys) == right]
    return _only(found)


def mg_q6() -> dict[str, object]:
    """Whether every order of calls gives h * h + h its gradient, and what is lost if not."""
    # h = a * b at a = 2, b = 3: the calls are those of h, of h * h and of the sum.
    results = set()
    for order in permutations(("h", "hh", "sum")):
        grad = {"a": 0.0, "h": 0.0, "hh": 0.0, "sum": 1.0}
        for name in order:
            if name == "sum":
                grad["hh"] += grad["sum"]
                grad["h"] += grad["sum"]
            elif name == "hh":
                grad["h"] += 2 * 6.0 * grad["hh"]
            else:
                grad["a"] += 3.0 * grad["h"]
        results.add(grad["a"])
    verdict = len(results) == 1
    # All additions arrive, and what is missing went missing when h passed on: D, not A or C.
    incomplete = min(results) < _gradients(lambda a: (3 * a) ** 2 + 3 * a, 2.0)[0]
    return {"verdict": verdict, "reason": "D" if incomplete else "A"}


def mg_q8() -> str:
    """Whether four equal neurons are still equal after 100 steps, and whether they moved."""
    torch.manual_seed(1)
    x, y = torch.randn(8, 3, dtype=torch.float64), torch.randn(8, 1, dtype=torch.float64)
    W1 = torch.full((3, 4), 0.5, dtype=torch.float64, requires_grad=True)
    b1 = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    W2 = torch.full((4, 1), 0.5, dtype=torch.float64, requires_grad=True)
    parameters = [W1, b1, W2]
    for _ in range(100):
        loss = ((torch.tanh(x @ W1 + b1) @ W2 - y) ** 2).mean()
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            p.data -= 0.05 * g
    weights = bool(torch.allclose(W1, W1[:, :1].expand(3, 4), atol=1e-12))
    biases = bool(torch.allclose(b1, b1[:1].expand(4), atol=1e-12))
    moved = bool((W1 - 0.5).abs().max() > 0.01)
    return {(True, True, True): "A", (True, True, False): "C", (True, False, True): "D"}.get(
        (weights, biases, moved), "B"
    )


def mg_q9() -> int:
    """How many times its right value a.grad holds after two backward passes of (a * b) * f."""
    a, b, f = 2.0, 3.0, 5.0
    grad = {"a": 0.0, "d": 0.0}
    for _ in range(2):
        grad["d"] += f * 1.0
        grad["a"] += b * grad["d"]
    [right] = _gradients(lambda a: a * b * f, a)
    return round(grad["a"] / right)


def mg_q10() -> str:
    """Whether tanh made of exp has another gradient than tanh."""

    def parts(x: torch.Tensor) -> torch.Tensor:
        e = (2 * x).exp()
        return (e - 1) / (e + 1)

    [in_parts], [whole] = _gradients(parts, 0.8), _gradients(torch.tanh, 0.8)
    if in_parts > whole + 1e-12:
        return "A"
    return "C" if abs(parts(torch.tensor(0.8)).item() - tanh(0.8)) < 1e-6 else "D"


def mg_q11() -> float:
    """The change of L when every leaf takes 0.01 of its gradient."""

    def result(a: float, b: float, c: float, f: float) -> float:
        return (a * b + c) * f

    place = (2.0, -3.0, 10.0, -2.0)
    slopes = _gradients(lambda a, b, c, f: (a * b + c) * f, *place)
    moved = [p + 0.01 * g for p, g in zip(place, slopes, strict=True)]
    return float(f"{result(*moved) - result(*place):.2g}")


def mg_q12() -> float:
    """The gradient of the cross-entropy of logits 2, 1, 0 and class 1 in the first logit."""
    logits = torch.tensor([2.0, 1.0, 0.0], dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(logits[None], torch.tensor([1]))
    [gradient] = torch.autograd.grad(loss, logits)
    return float(f"{float(gradient[0]):.3g}")


def mg_q13() -> str:
    """How the operations of a backward pass grow with those of the forward pass."""
    costs = []
    for n in (1_000, 50_000):
        # The loss sum of w_i * x_i is n products and n - 1 sums; each passes back two shares.
        forward, backward = n + (n - 1), 2 * (n + (n - 1))
        costs.append(backward / forward)
    if costs[0] == costs[1] == 2:
        return "D"
    return "A" if round(costs[1]) == 50_000 else "B"


def _in_this_order(keys: tuple[str, ...]) -> list[float]:
    """The gradients of a and b after the four steps; zeros where a step is not possible."""
    a, b = -2.0, 3.0
    grad = dict.fromkeys(("a", "b", "product", "sum", "root"), 0.0)

    def call(name: str) -> None:
        if name == "root":
            grad["product"] += (a + b) * grad["root"]
            grad["sum"] += a * b * grad["root"]
        elif name == "product":
            grad["a"] += b * grad["product"]
            grad["b"] += a * grad["product"]
        elif name == "sum":
            grad["a"] += grad["sum"]
            grad["b"] += grad["sum"]

    order: list[str] = []
    for key in keys:
        if key == "D":
            order = ["a", "b", "product", "sum", "root"]
        elif not order:
            return [0.0, 0.0]
        elif key == "B":
            order = order[::-1]
        elif key == "C":
            grad[order[0]] = 1.0
        else:
            for name in order:
                call(name)
    return [grad["a"], grad["b"]]


def _only(found: Iterable[Any]) -> Any:
    """The one thing in `found`."""
    [one] = found
    return one
