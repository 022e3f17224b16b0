"""Inputs and right answers for the checks of relus.py and backprop.py. Nothing is to be solved."""

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


def bent(bias: float, slopes: Tensor, kinks: Tensor, x: Tensor) -> Tensor:
    """bias + the sum of slope * max(0, x - kink), in Python, in float64."""
    hinges = list(zip(slopes.tolist(), kinks.tolist(), strict=True))
    return exact([bias + sum(s * max(0.0, at - k) for s, k in hinges) for at in x.tolist()])


@observe
def fitted(m, knots, values, x):
    """The sum of ReLUs through the points, at every x."""
    bias, slopes, kinks = m.fit_relu_sum(knots, values)
    return m.relu_sum(float(bias), slopes, kinks, x)


@observe
def is_nan(m, x):
    """Which entries of relu(x) are nan, as 1 and 0."""
    return m.relu(x).isnan().long()


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
        A = torch.sigmoid(x @ W + b)
        dZ = error * A * (1 - A)
        sums = x.T @ dZ, dZ.sum(0), dZ @ W.T
        terms = x.T.abs() @ dZ.abs(), dZ.abs().sum(0), dZ.abs() @ W.T.abs()
        if all(s.abs().max() > 0.2 * t.max() for s, t in zip(sums, terms, strict=True)):
            return x.to(dtype), W.to(dtype), b.to(dtype), (A - error).to(dtype)


def layer_cost(x: Tensor, W: Tensor, b: Tensor, Y: Tensor) -> Tensor:
    """The cost of a layer."""
    A = torch.sigmoid(x @ W + b)
    return torch.nn.functional.mse_loss(A, Y, reduction="sum") / len(x)


def expect_layer_gradients(
    got: Any, x: Tensor, W: Tensor, b: Tensor, Y: Tensor, rtol: float | None = None
) -> None:
    """got is (dW, db, dx) of this layer."""
    expect_results(got, 3, "dense_sigmoid_mse_grads")
    dx, dW, db = by_autograd(lambda x, W, b: layer_cost(x, W, b, Y.double()), x, W, b)
    expect_close(got[0], dW, axes="i o", known={"n": len(x)}, name="dW", rtol=rtol)
    expect_close(got[1], db, axes="o", known={"n": len(x)}, name="db", rtol=rtol)
    expect_close(got[2], dx, axes="n i", name="dx", rtol=rtol)
