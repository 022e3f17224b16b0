"""Inputs and right answers for the checks of relus.py and backprop.py. Nothing is to be solved."""

from itertools import pairwise
from typing import Any

import torch
from exercises.calculus_and_descent.cases import by_autograd, exact, expect_results, numbers, signed
from torch import Tensor

from grader import expect_close, expect_equal, observe

# ReLUs


def points(
    gen: torch.Generator, k: int, dtype: torch.dtype = torch.float32
) -> tuple[Tensor, Tensor]:
    """Knots (k,) that rise by unequal gaps, and values (k,), none near 0."""
    gaps = 0.4 + torch.rand(k, generator=gen, dtype=torch.float64)
    knots = gaps.cumsum(0) - 1.3
    return knots.to(dtype), signed(gen, k, 1.0, 3.0).to(dtype)


def through(gen: torch.Generator, knots: list[float]) -> tuple[Tensor, Tensor, Tensor | str]:
    """Knots (k,), values (k,), and the slopes (k - 1,), or ValueError if the knots do not rise."""
    at, slopes = torch.tensor(knots), signed(gen, len(knots) - 1, 1.0, 3.0).float()
    rises = all(low < high for low, high in pairwise(knots))
    return at, bent(1.5, slopes, at[:-1], at), slopes if rises else "ValueError"


def slopes_of(got: Any) -> Any:
    """The second of three results of fit_relu_sum; else what there is."""
    return got[1] if isinstance(got, tuple | list) and len(got) == 3 else got


def bent(bias: float, slopes: Tensor, kinks: Tensor, x: Tensor) -> Tensor:
    """The sum of ReLUs at every x: the slope of a sum of half parabolas, by autograd."""

    def parabolas(at: Tensor) -> Tensor:
        total = bias * at.sum()
        for slope, kink in zip(slopes.tolist(), kinks.tolist(), strict=True):
            u = at - kink
            total = total + slope / 4 * (u * u + u * u.abs()).sum()
        return total

    return by_autograd(parabolas, x)[0]


@observe
def fitted(m, knots, values, x):
    """The sum of ReLUs through the points, at every x."""
    bias, slopes, kinks = m.fit_relu_sum(knots, values)
    return m.relu_sum(float(bias), slopes, kinks, x)


def expect_relu(got: Any, x: Tensor, right: list[float]) -> None:
    """got is relu(x); nan is read as -1, so that mistakes can be told apart by all values."""
    read = got.nan_to_num(nan=-1.0) if isinstance(got, Tensor) else got
    name = "relu(x), where nan is read as -1"
    expect_close(read, torch.tensor(right, dtype=x.dtype).view(x.shape), name=name)


# Backpropagation


def neuron_slopes(a_prev: float, w: float, b: float, y: float) -> dict[str, float]:
    """The slopes of the cost of one neuron, by autograd in float64."""
    places = [torch.tensor(v, dtype=torch.float64) for v in (a_prev, w, b)]
    grads = by_autograd(lambda p, v, c: (torch.sigmoid(v * p + c) - y) ** 2, *places)
    return dict(zip(("da_prev", "dw", "db"), (grad.item() for grad in grads), strict=True))


def expect_slopes(got: Any, right: dict[str, float], scale: float = 0.0) -> None:
    """got is a dict with the three slopes of a neuron."""
    keys = sorted(map(str, got)) if isinstance(got, dict) else type(got).__name__
    expect_equal(keys, sorted(right), name="the keys of what chain_neuron_grads returns")
    names = ("dw", "db", "da_prev")
    # A solution may compute in float32.
    expect_close(
        numbers([got[name] for name in names]),
        exact([right[name] for name in names]),
        scale=scale,
        rtol=1e-5,
        name="(dw, db, da_prev)",
    )


def layer(
    gen: torch.Generator, n: int, i: int, o: int, dtype: torch.dtype = torch.float32
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """x, W, b and Y of a layer whose sums are within 2.1 and whose errors are from 0.2 to 0.6.

    In each of the three gradients some entry is no small difference of larger terms.
    """
    while True:
        x, W = signed(gen, n * i, 0.2, 1.0).view(n, i), signed(gen, i * o, 0.2, 1.5).view(i, o) / i
        b, error = signed(gen, o, 0.1, 0.6), signed(gen, n * o, 0.2, 0.6).view(n, o)
        A = torch.sigmoid(weighted_sums(x, W, b))
        push = by_autograd(lambda Z, e: (torch.sigmoid(Z) * e).sum(), torch.logit(A), error)[0]
        sums = pulled_back(push, x, W, b)
        # Of the sizes alone: no two terms cancel.
        terms = pulled_back(push.abs(), x.abs(), W.abs(), b)
        if all(s.abs().max() > 0.2 * t.max() for s, t in zip(sums, terms, strict=True)):
            return x.to(dtype), W.to(dtype), b.to(dtype), (A - error).to(dtype)


def weighted_sums(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """What a layer squashes."""
    return torch.nn.functional.linear(x, W.T, b)


def pulled_back(push: Tensor, x: Tensor, W: Tensor, b: Tensor) -> list[Tensor]:
    """The gradients of x, W and b, where `push` is that of the weighted sums."""
    return by_autograd(lambda *given: (weighted_sums(*given) * push).sum(), x, W, b)


def layer_cost(x: Tensor, W: Tensor, b: Tensor, Y: Tensor) -> Tensor:
    """The cost of a layer."""
    A = torch.sigmoid(weighted_sums(x, W, b))
    return torch.nn.functional.mse_loss(A, Y, reduction="sum") / len(x)


def expect_layer_gradients(
    got: Any, x: Tensor, W: Tensor, b: Tensor, Y: Tensor, *, first: int = 0
) -> None:
    """got is (dW, db, dx) of this layer; `first` is the one that is looked at first.

    Checks begin at different ones: one gradient with a wrong sign, say, and all three with it then
    end differently at one of the checks, so that neither gets the name of the other.
    """
    expect_results(got, 3, "dense_sigmoid_mse_grads")
    dx, dW, db = by_autograd(lambda x, W, b: layer_cost(x, W, b, Y.double()), x, W, b)
    named = [("dW", dW, "i o"), ("db", db, "o"), ("dx", dx, "n i")]
    for at in (first, first + 1, first + 2):
        name, right, axes = named[at % 3]
        known = {"n": len(x)} if name != "dx" else None
        expect_close(got[at % 3], right, axes=axes, known=known, name=name)
