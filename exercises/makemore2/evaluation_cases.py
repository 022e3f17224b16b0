"""Inputs, right answers and drivers for the checks of evaluation.py.

Nothing in here is to be solved. The models belong to the checks; names are compared only where a
model leaves no choice, and otherwise how often they come.
"""

import math
import random
from typing import Any

import torch
from exercises.makemore2.cases import expect_untouched, generators, numbers, spell
from exercises.makemore2.step_cases import SIGMAS
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_numbers, expect_that, observe


@observe
def evaluated(m, W, X, Y, chunks):
    """The loss for each chunk, with what the model got each time and whether it was recorded.

    The logits depend on what goes through the model at once, so that a loss tells how it was found.
    """
    log = []

    class Model:
        def forward(self, X):
            log[-1].append([X.clone(), torch.is_grad_enabled()])
            logits = W[X].sum(1)
            return logits + (1 + torch.is_grad_enabled()) * logits[:1] / 4

        def __call__(self, X):
            return self.forward(X)

        def parameters(self):
            return [W]

    W.requires_grad_()
    losses = []
    for options in chunks:
        log.append([])
        losses.append(m.evaluate(Model(), X, Y, *options))
    return {"losses": losses, "log": log, "recording": torch.is_grad_enabled()}


def expect_evaluation(
    student: Any, gen: torch.Generator, n: int, chunks: list[int], spread: float = 1.5
) -> None:
    """The mean over all examples, for each chunk; the last of them is the default."""
    # No context is there twice, so that a row tells which example it is.
    contexts = torch.randperm(9**4, generator=gen)[:n]
    X = torch.stack([contexts // 9**i % 9 for i in range(4)], dim=1)
    W, loss = torch.zeros(9, 9), 0.0
    # Drawn again where a single example has nearly no loss.
    while loss < 0.5:
        W, Y = spread * torch.randn(9, 9, generator=gen), torch.randint(9, (n,), generator=gen)
        loss = mean_loss(W, X, Y, [[X, False]])

    got = student.run(evaluated, W, X, Y, [*((chunk,) for chunk in chunks), ()])

    names = [f"chunk {chunk}" for chunk in chunks] + ["without chunk"]
    known = list(zip(got["log"], [*chunks, 4096], strict=True))
    right = [
        mean_loss(W, X, Y, log) or mean_loss(W, X, Y, [[part, False] for part in X.split(chunk)])
        for log, chunk in known
    ]
    name = f"the loss of {n} examples"
    expect_numbers(numbers(got["losses"]), right, names=names, rtol=1e-5, name=name)
    for log, chunk in known:
        for batch, _recorded in log:
            text, expected = f"{len(batch)} at once", f"at most {chunk}"
            small = len(batch) <= chunk
            expect_that(small, name="examples", yours=text, expected=expected, values=batch)
    what = "autograd after evaluate"
    expect_that(got["recording"], name=what, yours="switched off", expected="as it was")
    recorded = [batch for log, _chunk in known for batch, recorded in log if recorded]
    text, expected = f"recorded for {len(recorded)} of the batches", "torch.no_grad() around it"
    seen = torch.cat([X[:0], *recorded])
    expect_that(not recorded, name="the model", yours=text, expected=expected, values=seen)


def mean_loss(W: Tensor, X: Tensor, Y: Tensor, log: list[Any]) -> float:
    """The mean loss of the examples when they go through the model like this; 0 if not all do."""
    if any(batch.dim() != 2 or batch.shape[1] != X.shape[1] for batch, _recorded in log):
        return 0.0
    # A context is a number with the digits 0 to 8, and no example has that of another one.
    digits = 9 ** torch.arange(4)
    places = torch.full((9**4,), -1)
    places[(X * digits).sum(1)] = torch.arange(len(X))
    rows = [places[(batch * digits).sum(1) % len(places)] for batch, _recorded in log]
    if not torch.equal(torch.cat([Y[:0], *rows]).sort().values, torch.arange(len(X))):
        return 0.0
    total = 0.0
    for at, (_batch, recorded) in zip(rows, log, strict=True):
        logits = W.double()[X[at]].sum(1)
        logits = logits + (1 + recorded) * logits[:1] / 4
        total += F.cross_entropy(logits, Y[at], reduction="sum").item()
    return total / len(X)


# Numbers for the places of a context, however long it is.
PLACES = 600
# A prime number of rows, so that contexts that differ in one symbol have rows of their own.
ROWS = 1009


@observe
def sampled(m, table, weights, growth, seed, n, sizes, generator):
    """n names of a model that looks logits up, and what torch's own generator draws next.

    The row of a context is the sum of its numbers times `weights`, counted round the table. The
    logit of "." gets a number on top that is multiplied by `growth` with each call, so that every
    name ends.
    """

    class Model:
        extra = 1e-6

        def forward(self, X):
            logits = table[(X * weights[: X.shape[1]]).sum(1) % table.shape[0]]
            self.extra = growth * self.extra
            logits[:, 0] += self.extra
            return logits

        def __call__(self, X):
            return self.forward(X)

        def parameters(self):
            return []

    torch.manual_seed(seed)
    names = m.sample(Model(), n, *sizes, generator=generator)
    return {"names": names, "next": torch.rand(4)}


def sure(symbols: Tensor) -> Tensor:
    """Logits with which these symbols are drawn for certain, a row each."""
    return 60.0 * F.one_hot(symbols, 27)


def coded(names: list[str], width: int) -> Tensor:
    """Names as the codes of their characters, one row a name, -1 where there is none."""
    rows = torch.full((len(names), width), -1)
    for row, name in zip(rows, names, strict=True):
        for i, ch in enumerate(name[:width]):
            row[i] = ord(ch)
    return rows


def expect_strings(got: Any, n: int) -> list[str]:
    """got is a list of n strings."""
    right = isinstance(got, list) and all(isinstance(name, str) for name in got)
    expected = f"a list of {n} strings"
    expect_that(right and len(got) == n, name="the names", yours=got, expected=expected)
    return list(got)


def expect_names(
    student: Any, rng: random.Random, gen: torch.Generator, length: int, block_size: int | None
) -> None:
    """Three names are the one word that the model knows, of so many letters.

    Any other context has an answer of its own.
    """
    block, places, runs = block_size or 3, torch.zeros(0), torch.zeros(1)
    # Drawn again where two contexts of the word have one row.
    while len(places.unique()) < len(runs):
        row = torch.tensor([[rng.randrange(1, 27) for _ in range(length)]]).long()
        # Every context of the word, and the symbol behind it.
        runs = F.pad(row, (block, 1)).unfold(1, block + 1, 1)[0]
        weights = torch.randint(1, ROWS, (PLACES,), generator=gen)
        places = (runs[:, :-1] * weights[:block]).sum(1) % ROWS
    table = sure(torch.randint(27, (ROWS,), generator=gen))
    table[places] = sure(runs[:, -1])

    sizes = [] if block_size is None else [block_size]
    got = student.run(sampled, table, weights, 1.1, 0, 3, sizes, gen)

    right = spell(row) * 3
    names = expect_strings(got["names"], 3)
    values = coded(names, length + 3)
    expect_that(names == right, name="the names", yours=names, expected=repr(right), values=values)


def expect_frequencies(student: Any, gen: torch.Generator, shares: list[float], n: int) -> None:
    """Among n names of one letter or none, each comes as often as it should.

    shares  how probable ".", a, b, ... are
    """
    weights = torch.randint(1, ROWS, (PLACES,), generator=gen)
    table = sure(torch.zeros(ROWS, dtype=torch.int64))
    # The first context has numbers 0 alone. Softmax does not change when 3 is added to all logits.
    table[0] = -60.0
    table[0, : len(shares)] = torch.tensor(shares).log() + 3.0

    got = student.run(sampled, table, weights, 1.0, 0, n, [], gen)

    names = expect_strings(got["names"], n)
    counts = [names.count(name) for name in ["", *"abcd"][: len(shares)]]
    found = torch.tensor(counts, dtype=torch.float64) / n
    right = torch.tensor(shares, dtype=torch.float64)
    bound = SIGMAS * 0.5 / math.sqrt(n)
    # Chance is no rounding: within the bound the shares are taken as the right ones.
    if (found - right).abs().max() <= bound:
        found = right
    expect_close(found, right, axes="symbol", rtol=bound / max(shares), name="how often each comes")


def expect_names_by_chance(
    student: Any, gen: torch.Generator, rng: random.Random, n: int, end: float
) -> None:
    """The given generator decides which n names are drawn, and nothing else does.

    end  how much the logits of "." are larger
    """
    # The row of a context is that of its last symbol.
    table, weights = torch.randn(27, 27, generator=gen), F.one_hot(torch.tensor(2), PLACES)
    table[:, 0] += end
    seeds, [one, two] = rng.sample(range(10**6), 3), generators(rng)

    got = [
        student.run(sampled, table, weights, 1.1, seed, n, [], generator)
        for seed, generator in zip(seeds, (one, one, two), strict=True)
    ]

    first, again, other = [expect_strings(run["names"], n) for run in got]
    for names, right, name, expected in (
        (again, again == first, "the names for a generator in the same state", "those of before"),
        (other, other != first, "the names for another generator", "other names"),
    ):
        values = coded(names, 12)
        expect_that(right, name=name, yours=names, expected=expected, values=values)
    for run, seed in zip(got, seeds, strict=True):
        expect_untouched(run["next"], seed)
