"""Inputs, right answers and drivers for the checks of evaluation.py.

Nothing in here is to be solved. The models belong to the checks; names are compared only where a
model leaves no choice, and otherwise how often they come.
"""

import math
import random
from typing import Any

import torch
from exercises.makemore2.step_cases import SIGMAS, expect_yes
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_numbers, observe


@observe
def evaluated(m, W, X, Y, chunks):
    """The losses for each chunk, the largest number of examples at once, whether recorded."""
    sizes, recorded = [], []

    class Model:
        def forward(self, X):
            sizes.append(len(X))
            recorded.append(torch.is_grad_enabled())
            return W[X].sum(1)

        def parameters(self):
            return [W]

    W.requires_grad_()
    losses, largest = [], []
    for options in chunks:
        sizes.clear()
        losses.append(float(m.evaluate(Model(), X, Y, *options)))
        largest.append(max(sizes, default=0))
    return {"losses": losses, "largest": largest, "recorded": int(any(recorded))}


def expect_evaluation(
    student: Any, gen: torch.Generator, n: int, chunks: list[int], spread: float = 1.5
) -> None:
    """The mean over all examples, for each chunk; the last of them is the default."""
    right = 0.0
    # Drawn again where a single example has nearly no loss.
    while right < 0.5:
        W = spread * torch.randn(9, 9, generator=gen)
        X, Y = torch.randint(9, (n, 2), generator=gen), torch.randint(9, (n,), generator=gen)
        right = F.cross_entropy(W.double()[X].sum(1), Y).item()

    got = student.run(evaluated, W, X, Y, [*((chunk,) for chunk in chunks), ()])

    names = [f"chunk {chunk}" for chunk in chunks] + ["without chunk"]
    name = f"the loss of {n} examples"
    expect_numbers(got["losses"], [right] * len(names), names=names, rtol=1e-5, name=name)
    largest = [int(a <= b) for a, b in zip(got["largest"], [*chunks, 4096], strict=True)]
    expect_yes(largest, [f"at most {chunk} examples at once" for chunk in [*chunks, 4096]])
    expect_yes([1 - got["recorded"], 1], ["forward runs under no_grad", "evaluated"])


@observe
def one_word(m, word, n, block_size, generator):
    """n names of a model that knows one word, and answers other contexts with anything.

    Row i of the result is name i: "." is 0, a is 1, -1 where there is nothing any more. Without a
    block_size it is that of the default.
    """
    sizes = [] if block_size is None else [block_size]
    after, context = {}, [0] * (block_size or 3)
    for number in [*(ord(letter) - 96 for letter in word), 0]:
        after[tuple(context)] = number
        context = [*context[1:], number]
    asked = [0]

    class Model:
        def forward(self, X):
            logits = torch.zeros(len(X), 27)
            for row, seen in zip(logits, X.tolist()):  # noqa: B905
                asked[0] += 1
                # Every other context has an answer of its own; whatever comes, names end.
                other = sum((7 * i + 3) * number for i, number in enumerate(seen, len(seen)))
                answer = after.get(tuple(seen), other % 27 if asked[0] % 11 else 0)
                row[answer if asked[0] < 300 else 0] = 60.0
            return logits

        def parameters(self):
            return []

    names = m.sample(Model(), n, *sizes, generator=generator)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return names
    table = torch.full((len(names), len(word) + 3), -1)
    for row, name in zip(table, names):  # noqa: B905
        for i, letter in enumerate(name[: len(row)]):
            row[i] = 0 if letter == "." else ord(letter) - 96
    return table


def expect_names(
    student: Any, rng: random.Random, gen: torch.Generator, length: int, block_size: int | None
) -> None:
    """Three names are the one word that the model knows, of so many different letters."""
    letters = rng.sample("abcdefghijklmnopqrstuvwxyz", length)

    got = student.run(one_word, "".join(letters), 3, block_size, gen)

    row = [ord(letter) - 96 for letter in letters] + [-1, -1, -1]
    expect_close(got, torch.tensor([row] * 3), axes="name place", name="the names, as numbers")


@observe
def short_names(m, logits, n, generator):
    """How often each of 27 symbols is the whole name, the empty name at 0, for these logits."""

    class Model:
        def forward(self, X):
            rows = torch.full((len(X), 27), -60.0)
            for row, seen in zip(rows, X.tolist()):  # noqa: B905
                if any(seen):
                    row[0] = 60.0
                else:
                    row[: len(logits)] = logits
            return rows

        def parameters(self):
            return []

    names = m.sample(Model(), n, generator=generator)
    if not isinstance(names, list):
        return names
    counts = torch.zeros(27, dtype=torch.float64)
    for name in names:
        counts[0 if name == "" else min(ord(name[0]) - 96, 26)] += 1
    return counts[: len(logits)] / n


def expect_frequencies(student: Any, gen: torch.Generator, shares: list[float], n: int) -> None:
    """Among n names of one letter or none, each comes as often as it should.

    shares  how probable ".", a, b, ... are
    """
    # Softmax does not change when a number is added to all logits.
    logits = torch.tensor(shares).log() + 3.0
    got = student.run(short_names, logits, n, gen)
    right = torch.tensor(shares, dtype=torch.float64)
    bound = SIGMAS * 0.5 / math.sqrt(n)
    # Chance is no rounding: within the bound the shares are taken as the right ones.
    if isinstance(got, Tensor) and got.shape == right.shape and (got - right).abs().max() <= bound:
        got = right
    expect_close(got, right, axes="symbol", rtol=bound / max(shares), name="how often each comes")


NAMED = [
    "same seed, same names",
    "other seed, other names",
    "torch's own generator untouched",
]


@observe
def names_by_chance(m, W, n):
    """1 or 0 for each of NAMED."""

    class Model:
        def forward(self, X):
            return W[X[:, -1]]

        def parameters(self):
            return [W]

    def names(seed):
        return list(m.sample(Model(), n, generator=torch.Generator().manual_seed(seed)))

    before = torch.get_rng_state()
    first, again, other = names(11), names(11), names(12)
    untouched = torch.equal(before, torch.get_rng_state())
    return [int(flag) for flag in (first == again, first != other, untouched)]
