"""Inputs, right answers and drivers for the batches and steps of training.py.

Nothing in here is to be solved. Which examples are drawn is never compared with a draw of ours:
there are other right ways to draw. The right steps are taken in float64.
"""

import math
import random
from typing import Any

import torch
from exercises.makemore2.cases import (
    expect_results,
    expect_untouched,
    generators,
    kind,
    or_zeros,
    told,
)
from torch import Tensor

from grader import expect_close, expect_that, observe

# Six standard deviations: an honest answer is refused once in some 100 million checks.
SIGMAS = 6.0
SCATTER = "frequencies scatter by chance; the bound is six standard deviations"


@observe
def each(m, name, calls):
    """The results of the function `name` for (arguments, options), one after the other."""
    return [getattr(m, name)(*args, **options) for args, options in calls]


# Batches


def numbered(n: int, b: int, first: int) -> tuple[Tensor, Tensor]:
    """X (n, b) and Y (n,), all rows different: row i begins with first + i, its Y is 1000 more."""
    X = torch.arange(first, first + n)[:, None] + 50 * torch.arange(b)
    return X, X[:, 0] + 1000


def expect_pairs(got: Any, X: Tensor, Y: Tensor, batch_size: int) -> Tensor:
    """got is a batch of rows of X, each with its own Y; the numbers of the rows."""
    expect_results(got, 2, "get_batch")
    Xb, Yb = got
    first = int(X[0, 0])
    known = isinstance(Xb, Tensor) and Xb.dim() == 2 and Xb.dtype == X.dtype and len(Xb) > 0
    rows = (Xb[:, 0] - first).clamp(0, len(X) - 1) if known else torch.arange(len(X))
    right = rows[torch.arange(batch_size) % len(rows)]
    expect_close(Xb, X[right], axes="batch b", name="Xb")
    expect_close(Yb, Y[right], axes="batch", name="Yb, beside these Xb")
    return right


def expect_uniform(got: Any, X: Tensor, batch_size: int) -> None:
    """In a large batch every row of X comes about equally often, and so after every other row."""
    expect_results(got, 2, "get_batch")
    n = len(X)
    rows = got[0][:, 0] - X[0, 0] if isinstance(got[0], Tensor) and got[0].dim() == 2 else X[:0, 0]
    steps = rows.diff() % n
    counts = [[(numbers == i).double().sum() for i in range(n)] for numbers in (rows, steps)]
    share = torch.tensor(counts, dtype=torch.float64) / batch_size
    right = torch.full_like(share, 1 / n)
    bound = SIGMAS * math.sqrt((n - 1) / batch_size) / n
    # Chance is no rounding: within the bound the shares are taken as the right ones.
    if bool((share - right).abs().max() <= bound):
        share = right
    what = "how often each row is drawn, and each distance from one row to the next"
    expect_close(share, right, axes="two N", rtol=bound * n, name=what)


@observe
def batches(m, seed, X, Y, batch_size, generator):
    """Two batches by one generator, and what torch's own generator draws next."""
    torch.manual_seed(seed)
    two = [m.get_batch(X, Y, batch_size, generator=generator) for _ in range(2)]
    return {"batches": two, "next": torch.rand(4)}


def expect_batches_by_chance(student: Any, rng: random.Random, n: int, batch_size: int) -> None:
    """The given generator decides which rows are drawn, and nothing else does."""
    X, Y = numbered(n, 2, rng.randrange(1, 10))
    seed, [one, two] = rng.randrange(10**6), generators(rng)

    got = student.run(batches, seed, X, Y, batch_size, one)
    # Arguments are copied on their way, so that the generator is as before.
    again = student.get_batch(X, Y, batch_size, generator=one)
    other = student.get_batch(X, Y, batch_size, generator=two)

    expect_results(got["batches"], 2, "the driver")
    first, second, again, other = [
        expect_pairs(batch, X, Y, batch_size) for batch in (*got["batches"], again, other)
    ]
    expect_close(again, first, axes="batch", name="the rows for a generator in the same state")
    for rows, name in (
        (other, "the rows for another generator"),
        (second, "the rows of the second batch"),
        (torch.arange(batch_size), "the rows of the first batch"),
    ):
        differ = not torch.equal(rows, first)
        expect_that(differ, name=name, yours=first, expected="others", values=rows)
    expect_untouched(got["next"], seed)


# Steps


@observe
def steps(m, values, rows, lr):
    """The numbers of all parameters, one after the other, after each step.

    rows  the gradients of the parameters for each step; None where there is none
    """
    params = [value.clone().requires_grad_() for value in values]
    after = []
    for row in rows:
        for p, g in zip(params, row):  # noqa: B905
            p.grad = g
        m.sgd_step(params, lr)
        after.append(torch.cat([p.detach().flatten() for p in params]))
    return torch.stack(after)


def right_steps(values: list[Tensor], rows: list[list[Tensor | None]], lr: float) -> Tensor:
    """In float64."""
    now = [value.double() for value in values]
    after = []
    for row in rows:
        pairs = zip(now, row, strict=True)
        now = [value if g is None else value.sub(g.double(), alpha=lr) for value, g in pairs]
        after.append(torch.cat([value.flatten() for value in now]))
    return torch.stack(after).float()


@observe
def states(m, values, lr, forget):
    """The parameters after a step, and their gradients after another backward pass.

    The loss is the sum of all squares, the first time without the third parameter.
    forget  whether zero_grads is called in between
    """
    params = [value.clone().requires_grad_() for value in values]
    sum((p**2).sum() for p in params[:2] + params[3:]).backward()
    m.sgd_step(params, lr)
    if forget:
        m.zero_grads(params)
    anchor = torch.zeros((), requires_grad=True)
    (anchor + sum((p**2).sum() for p in params)).backward()
    return {"values": [p.detach() for p in params], "gradients": [p.grad for p in params]}


def expect_states(student: Any, values: list[Tensor], lr: float) -> None:
    """sgd_step keeps gradients and leaves, zero_grads forgets the gradients and nothing else."""
    kept, forgotten = [student.run(states, values, lr, forget) for forget in (False, True)]

    first = [2 * value.double() for value in values]
    first[2] = torch.zeros_like(first[2])
    after = [value.double().sub(g, alpha=lr) for value, g in zip(values, first, strict=True)]
    for got, old, what in (
        (kept, first, "sgd_step"),
        (forgotten, [0 * g for g in first], "sgd_step and zero_grads"),
    ):
        for i, mine in enumerate(got["values"]):
            expect_close(mine, after[i].float(), name=f"parameter {i + 1} after {what}")
        for i, mine in enumerate(got["gradients"]):
            right = (old[i] + 2 * after[i]).float()
            name = f"the gradient of parameter {i + 1} after {what} and another backward()"
            expect_close(or_zeros(mine, right), right, name=told(name, mine))


# Rates


def expect_rates(got: Any, lo: float, hi: float, steps: int) -> None:
    """got are rates between two powers of 10, each as many times the one before."""
    right = isinstance(got, Tensor) and got.shape == (steps,)
    expect_that(right, name="the rates", yours=kind(got), expected=f"a tensor of shape ({steps},)")
    ends = torch.tensor([10.0**lo, 10.0**hi])
    expect_close(got[[0, -1]], ends, name="the first and the last rate")
    ratios = got[1:] / got[:-1].clamp(min=1e-30)
    root = torch.full((steps - 1,), 10.0 ** ((hi - lo) / (steps - 1)))
    expect_close(ratios, root, name="the ratios of neighbours")
