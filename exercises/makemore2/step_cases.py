"""Inputs, right answers and drivers for the batches and steps of training.py.

Nothing in here is to be solved. Which examples are drawn is never compared with a draw of ours:
there are other right ways to draw. The right steps are taken in float64.
"""

import math
from typing import Any

import torch
from exercises.makemore2.cases import expect_results
from torch import Tensor

from grader import expect_close, expect_numbers, observe

# Six standard deviations: an honest answer is refused once in some 100 million checks.
SIGMAS = 6.0
SCATTER = "frequencies scatter by chance; the bound is six standard deviations"


@observe
def each(m, name, calls):
    """The results of the function `name` for (arguments, options), one after the other."""
    return [getattr(m, name)(*args, **options) for args, options in calls]


def expect_yes(flags: Any, names: list[str]) -> None:
    """Every flag of a driver is 1; the message names the first that is not."""
    expect_numbers(flags, [1] * len(names), names=[f"{name} (1 is yes)" for name in names])


# Batches


def numbered(n: int, b: int, first: int) -> tuple[Tensor, Tensor]:
    """X (n, b) and Y (n,), all rows different: row i begins with first + i, its Y is 1000 more."""
    X = torch.arange(first, first + n)[:, None] + 50 * torch.arange(b)
    return X, X[:, 0] + 1000


def expect_pairs(got: Any, X: Tensor, Y: Tensor, batch_size: int) -> None:
    """got is a batch of rows of X, each with its own Y."""
    expect_results(got, 2, "get_batch")
    Xb, Yb = got
    first = int(X[0, 0])
    known = isinstance(Xb, Tensor) and Xb.dim() == 2 and Xb.dtype == X.dtype and len(Xb) > 0
    rows = (Xb[:, 0] - first).clamp(0, len(X) - 1) if known else torch.arange(len(X))
    right = rows[torch.arange(batch_size) % len(rows)]
    expect_close(Xb, X[right], axes="batch b", name="Xb")
    expect_close(Yb, Y[right], axes="batch", name="Yb, beside these Xb")


def expect_uniform(got: Any, X: Tensor, batch_size: int) -> None:
    """In a large batch every row of X comes about equally often, and so after every other row."""
    expect_results(got, 2, "get_batch")
    n = len(X)
    rows = got[0][:, 0] - X[0, 0] if isinstance(got[0], Tensor) and got[0].dim() == 2 else X[:0, 0]
    steps = (rows[1:] - rows[:-1]) % n
    counts = [[(numbers == i).double().sum() for i in range(n)] for numbers in (rows, steps)]
    share = torch.tensor(counts, dtype=torch.float64) / batch_size
    right = torch.full_like(share, 1 / n)
    bound = SIGMAS * math.sqrt((n - 1) / batch_size) / n
    # Chance is no rounding: within the bound the shares are taken as the right ones.
    if bool((share - right).abs().max() <= bound):
        share = right
    what = "how often each row is drawn, and each distance from one row to the next"
    expect_close(share, right, axes="two N", rtol=bound * n, name=what)


DRAWN = [
    "same seed, same batch",
    "other seed, other batch",
    "another batch with every call",
    "not the first rows in their order",
    "torch's own generator untouched",
]


@observe
def draws(m, X, Y, batch_size):
    """1 or 0 for each of DRAWN."""
    before = torch.get_rng_state()
    generators = [torch.Generator().manual_seed(seed) for seed in (11, 11, 12)]
    first, again, other = [m.get_batch(X, Y, batch_size, generator=g)[0] for g in generators]
    second = m.get_batch(X, Y, batch_size, generator=generators[0])[0]
    untouched = torch.equal(before, torch.get_rng_state())
    differ = [not torch.equal(first, rows) for rows in (other, second, X[:batch_size])]
    return [int(flag) for flag in [torch.equal(first, again), *differ, untouched]]


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
        moves = [0 if g is None else lr * g.double() for g in row]
        now = [value - move for value, move in zip(now, moves, strict=True)]
        after.append(torch.cat([value.flatten() for value in now]))
    return torch.stack(after).float()


def states_of(count: int) -> list[str]:
    """What `states` looks at for so many parameters."""
    cleared = [f"parameter {i} without a gradient after zero_grads" for i in range(1, count + 1)]
    asking = "leaves that ask for gradients after sgd_step"
    return ["gradients kept by sgd_step", asking, *cleared, "parameters kept by zero_grads"]


@observe
def states(m, values, lr):
    """1 or 0 for each of states_of(len(values)); the last one never has a gradient."""
    params = [value.clone().requires_grad_() for value in values]
    sum((p**2).sum() for p in params[:-1]).backward()
    before = [p.grad.clone() for p in params[:-1]]
    m.sgd_step(params, lr)
    kept = all(
        p.grad is not None and torch.equal(p.grad, g)
        for p, g in zip(params, before)  # noqa: B905
    )
    leaves = all(p.is_leaf and p.requires_grad for p in params)
    values = [p.detach().clone() for p in params]
    m.zero_grads(params)
    cleared = [p.grad is None or not bool(p.grad.any()) for p in params]
    same = all(torch.equal(p.detach(), v) for p, v in zip(params, values))  # noqa: B905
    return [int(flag) for flag in [kept, leaves, *cleared, same]]
