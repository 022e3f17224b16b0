"""Inputs, right answers and drivers for train and lr_find.

Nothing in here is to be solved. A training is judged without knowing which examples it draws: a
model that belongs to the check takes down the batches that it is given, and the same steps are
taken again by autograd in float64.
"""

import math
import random
from collections.abc import Callable
from typing import Any

import torch
from exercises.makemore2.cases import expect_results, expect_untouched, generators, or_zeros
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_numbers, expect_that, observe

# A training step changes a weight by part of its size, and rounding is about 1e-7 of that size.
RTOL_CHANGE = 1e-4
VOCAB = 7


def first_values(gen: torch.Generator, b: int) -> list[Tensor]:
    """C (VOCAB, 3) and W (3 b, VOCAB) of the model that belongs to the checks."""
    return [torch.randn(VOCAB, 3, generator=gen), torch.randn(3 * b, VOCAB, generator=gen)]


def parts_of(gen: torch.Generator, sizes: tuple[int, int, int], b: int) -> list[list[Tensor]]:
    """Three parts of examples; no context is in two of them, and none is there twice."""
    numbers = torch.randperm(VOCAB**b, generator=gen)[: sum(sizes)]
    X = torch.stack([numbers // VOCAB**i % VOCAB for i in range(b)], dim=1)
    Y = torch.randint(VOCAB, (len(X),), generator=gen)
    return [[x, y] for x, y in zip(X.split(sizes), Y.split(sizes), strict=True)]


@observe
def trained(m, seed, values, parts, count, sizes, rates, generator):
    """What train returns, what the model got, the numbers that it ends with, torch's next draws.

    sizes  [the batch size], or [] for the default
    rates  the learning rate of each step
    """
    log = []

    class Model:
        def __init__(self):
            self.params = [value.clone().requires_grad_() for value in values]

        def forward(self, X):
            log.append([X.clone(), torch.is_grad_enabled()])
            C, W = self.params
            return C[X].flatten(1) @ W

        def __call__(self, X):
            return self.forward(X)

        def parameters(self):
            return self.params

    torch.manual_seed(seed)
    model = Model()
    options = {"schedule": lambda step: rates[step], "generator": generator}
    losses = m.train(model, parts, count, *sizes, **options)
    after = [p.detach() for p in model.params]
    return {"losses": losses, "log": log, "after": after, "next": torch.rand(4)}


@observe
def searched(m, seed, values, X, Y, lrs, sizes, generator):
    """What lr_find returns, what the model got, the caller's model after it, torch's next draws.

    sizes  [the batch size], or [] for the default
    """
    log = []

    class Model:
        def __init__(self):
            self.params = [value.clone().requires_grad_() for value in values]

        def forward(self, X):
            log.append([X.clone(), torch.is_grad_enabled()])
            C, W = self.params
            return C[X].flatten(1) @ W

        def __call__(self, X):
            return self.forward(X)

        def parameters(self):
            return self.params

    torch.manual_seed(seed)
    model = Model()
    result = m.lr_find(model, X, Y, lrs, *sizes, generator=generator)
    return {
        "result": result,
        "log": log,
        "after": torch.cat([p.detach().flatten() for p in model.params]),
        "gradients": [p.grad for p in model.params],
        "next": torch.rand(4),
    }


def expect_batches(batches: list[Tensor], X: Tensor, count: int, batch_size: int) -> list[Tensor]:
    """`count` batches of rows of X, not all the same; the row numbers of each."""
    found = []
    for batch in batches:
        equal = (batch[:, None] == X).all(2) if batch.dim() == 2 else torch.zeros(1, 1)
        if bool(equal.any(1).all()):
            found.append(equal.double().argmax(1))
    sizes = [len(rows) for rows in found]
    other = sum(not torch.equal(rows, found[0]) for rows in found[1:])
    # As many numbers whatever comes, so that the message can name the first that is wrong.
    padded = (sizes + [0] * count)[:count]
    names = ["batches of the training part", *(f"size of batch {i + 1}" for i in range(count))]
    expect_numbers(
        [len(found), *padded, other],
        [count, *[batch_size] * count, count - 1],
        names=[*names, "batches other than the first"],
        name="what the model is trained on",
    )
    return found


def by_autograd(
    values: list[Tensor], part: list[Tensor], rows: list[Tensor], rates: list[float]
) -> tuple[list[float], list[Tensor]]:
    """The losses of these batches and the numbers at the end, in float64."""
    X, Y = part
    params = [value.double() for value in values]
    losses = []
    for batch, lr in zip(rows, rates, strict=True):
        C, W = params = [p.detach().requires_grad_() for p in params]
        loss = F.cross_entropy(C[X[batch]].flatten(1) @ W, Y[batch])
        gradients = torch.autograd.grad(loss, params)
        losses.append(loss.item())
        params = [p - lr * g for p, g in zip(params, gradients, strict=True)]
    return losses, [p.detach() for p in params]


def learning(log: list[Any]) -> list[Tensor]:
    """The batches that went through the model while autograd recorded."""
    return [batch for batch, recorded in log if recorded]


def expect_training(
    student: Any,
    gen: torch.Generator,
    sizes: tuple[int, int, int],
    batch: int | None,
    rates: list[float],
) -> None:
    """train takes the steps that autograd takes on the batches that it drew.

    batch  the size of the batches; None for the default, 32
    """
    values, parts = first_values(gen, 2), parts_of(gen, sizes, 2)

    expect_trained(student, 0, values, parts, batch, rates, gen)


def expect_trained(
    student: Any,
    seed: int,
    values: list[Tensor],
    parts: list[list[Tensor]],
    batch: int | None,
    rates: list[float],
    generator: torch.Generator,
) -> tuple[Tensor, Any]:
    """The same for these examples: the rows that train drew, and torch's next draws."""
    given, batch = ([], 32) if batch is None else ([batch], batch)

    # One rate more than there are steps, for a schedule that is asked for a step too far.
    more = [*rates, 3 * rates[-1]]
    got = student.run(trained, seed, values, parts, len(rates), given, more, generator)

    rows = expect_batches(learning(got["log"]), parts[0][0], len(rates), batch)
    losses, after = by_autograd(values, parts[0], rows, rates)
    for name, mine, wanted, first in zip("CW", got["after"], after, values, strict=True):
        change = (wanted - first.double()).float()
        mine = (mine.double() - first.double()).float()
        expect_close(mine, change, rtol=RTOL_CHANGE, name=f"the change of {name}")
    expect_losses(got["losses"], losses, "the list of losses")
    return torch.cat(rows), got["next"]


def expect_losses(listed: Any, losses: list[float], name: str) -> None:
    """A list of these losses."""
    if isinstance(listed, Tensor) and listed.dim() == 1:
        listed = listed.tolist()
    if isinstance(listed, list | tuple):
        listed = [float(v) if isinstance(v, Tensor) and v.numel() == 1 else v for v in listed]
    expect_numbers(listed, losses, rtol=RTOL_CHANGE, name=name)


def expect_search(
    student: Any, gen: torch.Generator, n: int, batch: int | None, lrs: list[float]
) -> None:
    """lr_find takes a step of a copy for each rate, and leaves the model as it was.

    batch  as for expect_training
    """
    values, [part] = first_values(gen, 2), parts_of(gen, (n, 0, 0), 2)[:1]

    expect_searched(student, 0, values, part, batch, lrs, gen)


def expect_searched(
    student: Any,
    seed: int,
    values: list[Tensor],
    part: list[Tensor],
    batch: int | None,
    lrs: list[float],
    generator: torch.Generator,
) -> tuple[Tensor, Any]:
    """The same for these examples: the rows that lr_find drew, and torch's next draws."""
    given, batch = ([], 32) if batch is None else ([batch], batch)
    rates = torch.tensor(lrs)

    got = student.run(searched, seed, values, *part, rates, given, generator)

    before = torch.cat([value.flatten() for value in values])
    expect_close(got["after"], before, name="the parameters of the caller's model, afterwards")
    rows = expect_batches(learning(got["log"]), part[0], len(lrs), batch)
    expect_results(got["result"], 2, "lr_find")
    tried, losses = got["result"]
    if isinstance(tried, list):
        tried = torch.tensor(tried)
    expect_close(tried, rates, axes="k", name="the rates")
    right, _after = by_autograd(values, part, rows, rates.double().tolist())
    expect_losses(losses, right, "the losses")
    for gradient, value in zip(got["gradients"], values, strict=True):
        left = or_zeros(gradient, value)
        name, expected = "a gradient of the caller's model", "none, as before"
        expect_that(not left.any(), name=name, yours=left, expected=expected)
    return torch.cat(rows), got["next"]


def expect_search_beyond(student: Any, gen: torch.Generator, lrs: list[float]) -> None:
    """lr_find goes on to the last rate, though the losses are not finite after the third."""
    values, [part] = first_values(gen, 2), parts_of(gen, (20, 0, 0), 2)[:1]

    got = student.run(searched, 0, values, *part, torch.tensor(lrs), [6], gen)

    rows = expect_batches(learning(got["log"]), part[0], len(lrs), 6)
    expect_results(got["result"], 2, "lr_find")
    losses = got["result"][1]
    listed = losses.tolist() if isinstance(losses, Tensor) else [*map(float, losses)]
    count = f"{len(listed)} numbers"
    expect_that(len(listed) == len(lrs), name="the losses", yours=count, expected=f"{len(lrs)}")
    right, _after = by_autograd(values, part, rows[:3], lrs[:3])
    expect_losses(listed[:3], right, "the losses before the step that is too large")
    finite = [loss for loss in listed[3:] if math.isfinite(loss)]
    name, expected = "the losses after that step", "inf or nan"
    expect_that(not finite, name=name, yours=listed[3:], expected=expected)


def expect_training_by_chance(student: Any, gen: torch.Generator, rng: random.Random) -> None:
    """train draws its batches by the given generator alone."""
    values, parts = first_values(gen, 2), parts_of(gen, (31, 8, 9), 2)
    rates = [0.5, 0.1, 0.3]

    expect_same_draws(
        rng,
        lambda seed, generator: expect_trained(student, seed, values, parts, 8, rates, generator),
    )


def expect_search_by_chance(student: Any, gen: torch.Generator, rng: random.Random) -> None:
    """lr_find draws its batches by the given generator alone."""
    values, [part] = first_values(gen, 2), parts_of(gen, (40, 0, 0), 2)[:1]
    rates = [0.5, 0.1, 0.3]

    expect_same_draws(
        rng,
        lambda seed, generator: expect_searched(student, seed, values, part, 8, rates, generator),
    )


def expect_same_draws(
    rng: random.Random, draws: Callable[[int, torch.Generator], tuple[Tensor, Any]]
) -> None:
    """The generator decides which rows are drawn; torch's own, set to a seed, does not."""
    seeds, [one, two] = rng.sample(range(10**6), 3), generators(rng)

    (first, left), (again, _), (other, _) = [
        draws(seed, generator) for seed, generator in zip(seeds, (one, one, two), strict=True)
    ]

    expect_close(again, first, axes="draw", name="the rows for a generator in the same state")
    differ = not torch.equal(other, first)
    expect_that(differ, name="the rows for another generator", yours=other, expected="others")
    expect_untouched(left, seeds[0])
