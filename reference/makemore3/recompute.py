"""Computes the answers to the questions of makemore 3 that code can decide, in the key's form."""

from __future__ import annotations

import importlib.util
import math
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import torch
from torch.nn import functional as F

KEYS = "ABCD"


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def _tanh_std(gain: float = 1.0) -> float:
    """Standard deviation of tanh(gain * z) for normal z, by a sum over a fine grid."""
    z = torch.linspace(-12, 12, 200_001, dtype=torch.float64)
    weight = torch.exp(-(z**2) / 2)
    return float(((torch.tanh(gain * z) ** 2 * weight).sum() / weight.sum()).sqrt())


def _stds(gain: float, nonlinearity: object) -> list[float]:
    """Standard deviations of the outputs of five layers of 100 units at the start."""
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(2000, 100, generator=generator)
    found = []
    for _layer in range(5):
        W = torch.randn(100, 100, generator=generator) / 10 * gain
        x = nonlinearity(x @ W)  # type: ignore[operator]
        found.append(float(x.std()))
    return found


@cache
def _figures() -> ModuleType:
    """figures.py beside this file; its cases decide what the panels show."""
    here = Path(__file__).resolve().parent
    sys.path.insert(0, str(here.parents[1]))
    spec = importlib.util.spec_from_file_location("_makemore3_figures", here / "figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _ratios(number: int) -> list[float]:
    """update:data of the five weights in a panel of ratios.svg after 40 steps."""
    figures = _figures()
    rate, odd = figures.RATIO_CASES[number - 1]
    X, Y = figures.examples()
    found: list[float] = figures.ratios_of(figures.reference(), rate, odd, X, Y, 40)[-1].tolist()
    return found


def _read_ratios(number: int) -> str:
    values = sorted(_ratios(number))
    if values[-1] - values[-2] > 1:
        return "B"
    if values[0] > -2:
        return "D"
    return "A" if values[-1] < -4 else "C"


def _read_outputs(number: int) -> str:
    """What a panel of activations.svg shows: A saturated, C shrinking, none of the two."""
    figures = _figures()
    gain = figures.ACTIVATION_GAINS[number - 1]
    outs = [
        layer.out.detach()
        for layer in figures.at_start(figures.reference(), gain, *figures.examples())
    ]
    saturated = [float((out.abs() > 0.97).float().mean()) for out in outs]
    stds = [float(out.std()) for out in outs]
    if min(saturated) > 0.3:
        return "A"
    return "C" if all(after < 0.6 * before for before, after in pairwise(stds)) else "none"


def m3_q2_a() -> float:
    """The variance of a sum of 10 products, each the product of two second moments of 1."""
    z = torch.linspace(-12, 12, 200_001, dtype=torch.float64)
    weight = torch.exp(-(z**2) / 2)
    second_moment = float((z**2 * weight).sum() / weight.sum())
    return _rounded(math.sqrt(10 * second_moment * second_moment), 4)


def m3_q2_b() -> str:
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(1000, 10, generator=generator)
    W = torch.randn(10, 200, generator=generator)
    by = [200**0.5, 10.0, 10**0.5, 1000**0.5]
    return KEYS[min(range(4), key=lambda i: abs(float((x @ W / by[i]).std()) - 1))]


def m3_q3_a() -> float:
    return _rounded(_tanh_std(), 3)


def m3_q3_b() -> float:
    return _rounded(1 / _tanh_std(), 3)


def m3_q4_a() -> str:
    without, with_gain = _stds(1.0, torch.tanh), _stds(5 / 3, torch.tanh)
    shrinks = without == sorted(without, reverse=True) and without[-1] < 0.6 * without[0]
    return "A" if shrinks and with_gain[-1] > 0.8 * with_gain[0] else ""


def m3_q4_b() -> str:
    stds = _stds(5 / 3, lambda x: x)
    ratios = [after / before for before, after in pairwise(stds)]
    return "D" if all(abs(ratio - 5 / 3) < 0.15 for ratio in ratios) else ""


def m3_q4_c() -> str:
    """Whether weights 10 times as large change the outputs, or the size of a step beside them."""
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(64, 100, generator=generator, dtype=torch.float64)
    drawn = torch.randn(100, 100, generator=generator, dtype=torch.float64)
    above = torch.randn(64, 100, generator=generator, dtype=torch.float64)
    outputs, ratios = [], []
    for divisor in (100**0.5, 1.0):
        W = (drawn / divisor).requires_grad_()
        out = torch.tanh(F.batch_norm(x @ W, None, None, training=True))
        [gradient] = torch.autograd.grad(out, W, above)
        outputs.append(out)
        ratios.append(float(gradient.std() / W.detach().std()))
    if not torch.allclose(*outputs, atol=1e-3):
        return "A"
    return "B" if abs(ratios[0] / ratios[1] - 100) < 1 else "D"


def m3_q5() -> str:
    z = torch.randn(1_000_000, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    left = float((torch.relu(z) ** 2).mean() / (z**2).mean())
    return "C" if abs(left - 0.5) < 0.01 else ""


def m3_q6() -> str:
    """The one of the four formulas that is what torch computes (with its variance, n)."""
    generator = torch.Generator().manual_seed(1)
    x = 3 * torch.randn(6, 4, generator=generator)
    gamma, beta = torch.randn(2, 4, generator=generator)
    right = F.batch_norm(x, None, None, gamma, beta, training=True)
    row = [f(x, 1, keepdim=True) for f in (torch.mean, torch.var)]
    row[1] = row[1] * 3 / 4
    mu, var = x.mean(0), x.var(0, unbiased=False)
    formulas = [
        gamma * (x - row[0]) / torch.sqrt(row[1] + 1e-5) + beta,
        (x - mu) / torch.sqrt(var + 1e-5),
        gamma * (x - mu) / (var + 1e-5) + beta,
        gamma * (x - mu) / torch.sqrt(var + 1e-5) + beta,
    ]
    [found] = [
        k for k, y in zip(KEYS, formulas, strict=True) if torch.allclose(y, right, atol=1e-4)
    ]
    return found


def m3_q9() -> float:
    """What a running variance keeps of its initial value, by torch's own layer."""
    layer = torch.nn.BatchNorm1d(1, momentum=0.001).double()
    # A batch without variance adds nothing, so that what is left is what is kept.
    for _step in range(1000):
        layer(torch.zeros(4, 1, dtype=torch.float64))
    assert layer.running_var is not None
    return _rounded(float(layer.running_var), 2)


def m3_q10_b() -> str:
    """The panel of gradients.svg in which they shrink from layer 5 to layer 1."""
    figures = _figures()
    student, (X, Y) = figures.reference(), figures.examples()
    found = ""
    for key, gain in zip(KEYS, figures.GRADIENT_GAINS, strict=False):
        stds = [float(layer.out.grad.std()) for layer in figures.at_start(student, gain, X, Y)]
        if all(nearer_input < 0.7 * nearer_loss for nearer_input, nearer_loss in pairwise(stds)):
            found += key
    return found


def m3_q11_a() -> str:
    return _read_ratios(1)


def m3_q11_b() -> str:
    return _read_ratios(2)


def m3_q11_c() -> str:
    return _read_ratios(3)


def m3_q12_a() -> str:
    return _read_outputs(1)


def m3_q12_b() -> str:
    return _read_outputs(2)


def m3_q13() -> str:
    """Which parameters move when all start at 0."""
    shapes = {"C": (27, 10), "W1": (30, 20), "b1": (20,), "W2": (20, 27), "b2": (27,)}
    p = {name: torch.zeros(shape, requires_grad=True) for name, shape in shapes.items()}
    generator = torch.Generator().manual_seed(1)
    X = torch.randint(27, (50, 3), generator=generator)
    Y = torch.randint(27, (50,), generator=generator)
    for _step in range(20):
        h = torch.tanh(p["C"][X].flatten(1) @ p["W1"] + p["b1"])
        loss = F.cross_entropy(h @ p["W2"] + p["b2"], Y)
        gradients = torch.autograd.grad(loss, list(p.values()))
        with torch.no_grad():
            for value, gradient in zip(p.values(), gradients, strict=True):
                value -= gradient
    moved = [name for name, value in p.items() if bool((value != 0).any())]
    return {"": "A", "C W1 b1 W2 b2": "B", "W2 b2": "C", "b2": "D"}[" ".join(moved)]


def m3_q14() -> int:
    layer = torch.nn.BatchNorm1d(200)
    return sum(p.numel() for p in layer.parameters())
