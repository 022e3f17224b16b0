"""Inputs and small helpers for the checks of this topic. Nothing in here is to be solved.

The functions marked `observe` run beside a solution; what they return is compared by the checks.
What is right comes from autograd, torch.nn.functional, numpy or numbers worked by hand.
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from grader import expect_close, expect_equal, observe

# Two values of a function that differ in the tenth digit leave about this much of their slope.
RTOL_DIFFERENCES = 1e-6

# Why a shuffled copy may be right: what is asked for is one and the same number.
EQUAL = "all entries of the right answer are equal, so their order tells nothing"


# Functions of one number


@observe
def cube(x):
    """x^3."""
    return x * x * x


@observe
def wave(x):
    """sin 2x + x^2 / 2."""
    return math.sin(2 * x) + x * x / 2


@observe
def growth(x):
    """e^x, with 0.3 x."""
    return math.exp(x) + 0.3 * x


# Functions of a tensor


@observe
def valley(p):
    """p0^3 + p0 p1^2."""
    return p[0] ** 3 + p[0] * p[1] ** 2


@observe
def ripples(p):
    """A sum in which neighbours are multiplied; any shape."""
    flat = p.reshape(-1)
    return (flat.sin() * flat.roll(1)).sum() + (flat**2).sum() / 3


@observe
def bowl(p):
    """The sum of squares, and of products with fixed numbers; any shape."""
    flat = p.reshape(-1)
    return (flat**2).sum() + (flat * (torch.arange(len(flat), dtype=flat.dtype) - 1)).sum()


def by_autograd(f: Callable[..., Tensor], *places: Tensor) -> list[Tensor]:
    """The gradient of f in each of the places, found in float64, in their own dtype."""
    own = [place.detach().double().requires_grad_() for place in places]
    return [
        grad.to(place.dtype)
        for grad, place in zip(torch.autograd.grad(f(*own), own), places, strict=True)
    ]


# Reading results


def numbers(values: Any) -> Any:
    """Results that are one number each, as one float64 tensor; if one is none, that result."""
    found = []
    for value in values:
        if isinstance(value, Tensor) and value.numel() == 1:
            value = value.item()
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        found.append(float(value))
    return torch.tensor(found, dtype=torch.float64)


def exact(values: list[float]) -> Tensor:
    """The right answers to go with `numbers`."""
    return torch.tensor(values, dtype=torch.float64)


def expect_results(got: Any, count: int, function: str) -> None:
    """got is a tuple or a list of `count` results."""
    is_row = isinstance(got, tuple | list)
    shown = f"{len(got)} results" if is_row else f"one result of type {type(got).__name__}"
    expect_equal(shown, f"{count} results", name=f"what {function} returns")


@observe
def refusals(m, name, error, calls):
    """For each call 1.0 if it raises the error, 0.0 if it does not."""
    kinds = {"ValueError": ValueError, "TypeError": TypeError}
    found = []
    for arguments in calls:
        try:
            getattr(m, name)(*arguments)
            found.append(0.0)
        except kinds[error]:
            found.append(1.0)
    return found


@observe
def with_arguments(m, name, arguments):
    """What a call returns, and the tensors among its arguments as they are afterwards."""
    result = getattr(m, name)(*arguments)
    return {"result": result, "tensors": [a for a in arguments if isinstance(a, torch.Tensor)]}


@observe
def frugal(m, f, x, methods):
    """For each method 1.0 if f is called once or twice, 0.0 if more often or never."""
    found = []
    for method in methods:
        places = []

        def counted(place, places=places):
            places.append(place)
            return f(place)

        m.numerical_derivative(counted, x, 0.25, method)
        found.append(1.0 if 1 <= len(places) <= 2 else 0.0)
    return found


# Quadratics and their losses


@observe
def made_quads(m, numbers, xs):
    """What the functions that make_quad makes of each (a, b, c) give for each x, all made first."""
    functions = [m.make_quad(*abc) for abc in numbers]
    return [f(x) for f in functions for x in xs]


@observe
def pairs_refused(m, pairs):
    """For mae and then mse, for each pair: 1.0 if it raises ValueError, 0.0 if it does not."""
    found = []
    for loss in (m.mae, m.mse):
        for preds, targets in pairs:
            try:
                loss(preds, targets)
                found.append(0.0)
            except ValueError:
                found.append(1.0)
    return found


def signed(gen: torch.Generator, n: int, low: float, high: float) -> Tensor:
    """n numbers of float64 of either sign, of sizes from low to high."""
    size = low + (high - low) * torch.rand(n, generator=gen, dtype=torch.float64)
    return torch.where(torch.rand(n, generator=gen) < 0.5, -size, size)


def quadratic(params: Tensor, x: Tensor) -> Tensor:
    """a x^2 + b x + c."""
    return params[0] * x**2 + params[1] * x + params[2]


def quadratic_data(
    gen: torch.Generator, n: int, dtype: torch.dtype = torch.float32
) -> tuple[Tensor, Tensor, Tensor]:
    """params (3,), x (n,) and y (n,), whose errors are sizes from 1 to 3 of either sign.

    So an error is no difference of numbers that are far larger, and its sign is certain. The three
    slopes of both losses differ from each other and from 0.
    """
    while True:
        params, x, r = signed(gen, 3, 0.3, 1.2), signed(gen, n, 0.3, 1.5), signed(gen, n, 1.0, 3.0)
        y = quadratic(params, x) - r
        slopes = torch.stack([x**2, x, torch.ones(n)])
        both = torch.stack([(slopes * r).mean(1), (slopes * r.sign()).mean(1)])
        apart = (both[:, :, None] - both[:, None, :]).abs() + torch.eye(3)
        if min(both.abs().min(), apart.min()) > 0.02:
            return params.to(dtype), x.to(dtype), y.to(dtype)


def squared_error(params: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """The mean squared error of a quadratic."""
    return torch.nn.functional.mse_loss(quadratic(params, x), y)


def absolute_error(params: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """The mean absolute error of a quadratic."""
    return torch.nn.functional.l1_loss(quadratic(params, x), y)


# Descent


@observe
def fourfold(w):
    """The gradient of twice the sum of w^2."""
    return 4 * w


@observe
def four_wells(w):
    """The gradient of the sum of (w^2 - 1)^2 / 4, and of the square of the sum, over 20."""
    return w**3 - w + w.sum() / 10


def wells(w: Tensor) -> Tensor:
    """The function whose gradient four_wells is."""
    return ((w**2 - 1) ** 2).sum() / 4 + w.sum() ** 2 / 20


def walk(f: Callable[[Tensor], Tensor], start: Tensor, lr: float, steps: int) -> Tensor:
    """The places of gradient descent on f, one a row, with gradients by autograd."""
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - lr * by_autograd(f, places[-1])[0])
    return torch.stack(places)


def expect_walk(got: Any, places: Tensor, rtol: float | None = None) -> None:
    """got is (params, history), and the history is `places`, (steps + 1, n)."""
    expect_results(got, 2, "gradient_descent")
    expect_close(got[1], places, axes="place n", name="history", rtol=rtol)
    expect_close(got[0], places[-1], axes="n", name="params", rtol=rtol)
