"""Inputs, right answers and drivers for train and lr_find.

Nothing in here is to be solved. A training is judged without knowing which examples it draws: a
model that belongs to the check takes down the batches that it is given, and the same steps are
taken again by autograd in float64.
"""

from typing import Any

import torch
from exercises.makemore2.cases import expect_results
from exercises.makemore2.step_cases import expect_yes
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_numbers, observe

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
def trained(m, values, parts, count, sizes, rates, generator):
    """What train returns, the batches that the model got, the numbers that it ends with.

    sizes  [the batch size], or [] for the default
    rates  the learning rate of each step
    """
    batches = []

    class Model:
        def __init__(self):
            self.params = [value.clone().requires_grad_() for value in values]

        def forward(self, X):
            if torch.is_grad_enabled():
                batches.append(X.clone())
            C, W = self.params
            return C[X].flatten(1) @ W

        def parameters(self):
            return self.params

    model = Model()
    options = {"schedule": lambda step: rates[step], "generator": generator}
    log = m.train(model, parts, count, *sizes, **options)
    return {
        "log": log,
        "batches": batches,
        "after": [p.detach() for p in model.params],
    }


@observe
def searched(m, values, X, Y, lrs, sizes, generator):
    """What lr_find returns, the batches, and the caller's model after it.

    sizes  [the batch size], or [] for the default
    """
    batches = []

    class Model:
        def __init__(self):
            self.params = [value.clone().requires_grad_() for value in values]

        def forward(self, X):
            if torch.is_grad_enabled():
                batches.append(X.clone())
            C, W = self.params
            return C[X].flatten(1) @ W

        def parameters(self):
            return self.params

    model = Model()
    result = m.lr_find(model, X, Y, lrs, *sizes, generator=generator)
    return {
        "result": result,
        "batches": batches,
        "after": torch.cat([p.detach().flatten() for p in model.params]),
        "cleared": [int(p.grad is None or not bool(p.grad.any())) for p in model.params],
    }


DRAWN = [
    "same seed, same batches",
    "other seed, other batches",
    "torch's own generator untouched",
]


@observe
def seeded(m, name, X, Y):
    """1 or 0 for each of DRAWN, of train or lr_find, for numbers from 0 to 6."""
    seen = []

    class Model:
        def __init__(self):
            self.W = torch.zeros(7, 7, requires_grad=True)

        def forward(self, X):
            seen[-1].append(X.clone())
            return self.W[X].sum(1)

        def parameters(self):
            return [self.W]

    before = torch.get_rng_state()
    for seed in (11, 11, 12):
        seen.append([])
        generator = torch.Generator().manual_seed(seed)
        if name == "train":
            options = {"schedule": lambda step: 0.1, "generator": generator}
            m.train(Model(), ((X, Y), (X, Y), (X, Y)), 3, 8, **options)
        else:
            m.lr_find(Model(), X, Y, torch.tensor([0.1, 0.2, 0.3]), 8, generator=generator)
    untouched = torch.equal(before, torch.get_rng_state())
    first, again, other = [torch.cat(batches) for batches in seen]
    return [int(f) for f in (torch.equal(first, again), not torch.equal(first, other), untouched)]


def expect_drawn(student: Any, gen: torch.Generator, name: str) -> None:
    """train or lr_find draws its batches by the given generator alone."""
    [part] = parts_of(gen, (40, 0, 0), 2)[:1]

    expect_yes(student.run(seeded, name, *part), DRAWN)


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
    b, count = 2, len(rates)
    given, batch = ([], 32) if batch is None else ([batch], batch)
    values, parts = first_values(gen, b), parts_of(gen, sizes, b)

    # One rate more than there are steps, for a schedule that is asked for a step too far.
    got = student.run(trained, values, parts, count, given, [*rates, 3 * rates[-1]], gen)

    rows = expect_batches(got["batches"], parts[0][0], count, batch)
    losses, after = by_autograd(values, parts[0], rows, rates)
    for name, mine, wanted, first in zip("CW", got["after"], after, values, strict=True):
        change = (wanted - first.double()).float()
        mine = (mine.double() - first.double()).float()
        expect_close(mine, change, rtol=RTOL_CHANGE, name=f"the change of {name}")
    expect_losses(got["log"], losses, "the list of losses")


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
    b = 2
    given, batch = ([], 32) if batch is None else ([batch], batch)
    values, [part] = first_values(gen, b), parts_of(gen, (n, 0, 0), b)[:1]
    rates = torch.tensor(lrs)

    got = student.run(searched, values, *part, rates, given, gen)

    before = torch.cat([value.flatten() for value in values])
    expect_close(got["after"], before, name="the parameters of the caller's model, afterwards")
    rows = expect_batches(got["batches"], part[0], len(lrs), batch)
    expect_results(got["result"], 2, "lr_find")
    tried, losses = got["result"]
    if isinstance(tried, list):
        tried = torch.tensor(tried)
    expect_close(tried, rates, axes="k", name="the rates")
    right, _after = by_autograd(values, part, rows, rates.double().tolist())
    expect_losses(losses, right, "the losses")
    names = [f"no gradient in parameter {i} of the caller's model" for i in (1, 2)]
    expect_yes(got["cleared"], names)
