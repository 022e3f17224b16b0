"""Inputs and small helpers for the checks of this topic. Nothing in here is to be solved.

The functions marked `observe` run beside a solution; what they return is compared by the checks.
What is right comes from autograd, torch.nn.functional, numpy or numbers worked by hand.
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from grader import expect_close, expect_equal, expect_number, expect_that, observe

# Two values of a function that differ in the tenth digit leave about this much of their slope.
RTOL_DIFFERENCES = 1e-6


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
    return (flat**2).sum() + (flat * (torch.arange(flat.numel(), dtype=flat.dtype) - 1)).sum()


@observe
def bowl_as_float(p):
    """`bowl` of a row, as a float."""
    return (p.dot(p) + p.dot(torch.arange(p.numel(), dtype=p.dtype) - 1)).item()


@observe
def bowl_as_row(p):
    """`bowl` of a row, as a tensor with one entry and one axis."""
    return (p.dot(p) + p.dot(torch.arange(p.numel(), dtype=p.dtype) - 1))[None]


def by_autograd(f: Callable[..., Tensor], *places: Tensor) -> list[Tensor]:
    """The gradient of f in each of the places, found in float64, in their own dtype."""
    own = [place.detach().double().requires_grad_() for place in places]
    return [
        grad.to(place.dtype)
        for grad, place in zip(torch.autograd.grad(f(*own), own), places, strict=True)
    ]


# Reading results


def numbers(values: Any, name: str = "") -> Tensor:
    """Results that are one number each, as one float64 tensor; one that is none fails by itself."""
    found = []
    for value in values:
        if isinstance(value, Tensor) and value.numel() == 1:
            value = value.item()
        expect_number(value, name=name)
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
def outcomes(m, name, error, calls):
    """What each call returns; the name of the error where it raises that."""
    kinds = {"ValueError": ValueError, "TypeError": TypeError}
    found = []
    for arguments in calls:
        try:
            found.append(getattr(m, name)(*arguments))
        except kinds[error]:
            found.append(error)
    return found


def expect_outcomes(got: Any, right: list[Any], calls: list[str], **how: Any) -> None:
    """`outcomes` has seen these: an error by its name, anything else as in expect_close."""
    told = told_by(got)
    for outcome, wanted, call in zip(got, right, calls, strict=True):
        if isinstance(outcome, str) or isinstance(wanted, str):
            yours, expected = [
                f"a {end}" if isinstance(end, str) else "a result" for end in (outcome, wanted)
            ]
            name = f"what {call} leads to"
            expect_that(yours == expected, name=name, yours=yours, expected=expected, values=told)
        elif isinstance(wanted, Tensor):
            expect_close(outcome, wanted, name=call, **how)
        else:
            expect_close(numbers([outcome], call), exact([wanted]), name=call, **how)


def told_by(outcome: Any) -> list[float]:
    """The numbers of a result in a row; -1 for an error and for anything else, -2 for nan or inf.

    By these, a mistake gets its name.
    """
    if isinstance(outcome, Tensor):
        outcome = outcome.detach().flatten().tolist()
    if isinstance(outcome, list | tuple):
        return [number for item in outcome for number in told_by(item)]
    if type(outcome) not in (int, float):
        return [-1.0]
    return [float(outcome) if math.isfinite(outcome) else -2.0]


@observe
def with_arguments(m, name, tensors, first=(), last=()):
    """What a call returns, and the tensors among its arguments as they are afterwards."""
    return {"result": getattr(m, name)(*first, *tensors, *last), "tensors": tensors}


@observe
def visited(m, f, x, h, method):
    """The slope of f, and where f was called for it."""
    places = []

    def followed(place):
        places.append(place)
        return f(place)

    return {"slope": m.numerical_derivative(followed, x, h, method), "places": places}


# Quadratics and their losses


@observe
def made_quads(m, numbers, xs):
    """What the functions that make_quad makes of each (a, b, c) give for each x, all made first."""
    functions = [m.make_quad(*abc) for abc in numbers]
    return [f(x) for f in functions for x in xs]


def signed(gen: torch.Generator, n: int, low: float, high: float) -> Tensor:
    """n numbers of float64 of either sign, of sizes from low to high."""
    size = low + (high - low) * torch.rand(n, generator=gen, dtype=torch.float64)
    return torch.where(torch.rand(n, generator=gen) < 0.5, -size, size)


def quadratic(params: Tensor, x: Tensor) -> Tensor:
    """a x^2 + b x + c, for params (3,) and x (n,)."""
    return torch.stack([x * x, x, torch.ones_like(x)], dim=1) @ params


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
def itself(w):
    """The gradient of half the sum of w^2: the very tensor that was given."""
    return w


@observe
def hollow(w):
    """The gradient of a bowl whose axes lie askew and whose bottom is not at 0."""
    return 3 * w - w.roll(1) - w.roll(-1) + w.sum() / 10 - 1


def places_in_hollow(start: Tensor, lr: float, steps: int) -> Tensor:
    """The places of gradient descent down the hollow, one a row, by powers of a matrix.

    The gradient is A (w - bottom), so a step multiplies the distance to the bottom by 1 - lr A.
    """
    unit = torch.eye(start.numel(), dtype=torch.float64)
    at_0 = hollow(unit[0] * 0)
    A = torch.stack([hollow(axis) - at_0 for axis in unit], dim=1)
    bottom = torch.linalg.solve(A, -at_0)
    powers = torch.stack([torch.linalg.matrix_power(unit - lr * A, k) for k in range(steps + 1)])
    return (bottom + powers @ (start.double() - bottom)).to(start.dtype)


def expect_walk(got: Any, places: Tensor, rtol: float | None = None) -> None:
    """got is (params, history), and the history is `places`, (steps + 1, n)."""
    expect_results(got, 2, "gradient_descent")
    expect_close(got[1], places, axes="place n", name="history", rtol=rtol)
    expect_close(got[0], places[-1], axes="n", name="params", rtol=rtol)
