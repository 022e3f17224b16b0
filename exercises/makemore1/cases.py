"""Inputs and small helpers for the checks of this topic. Nothing in here is to be solved.

Words are drawn as rows of numbers, and the right answers are found from the numbers.
"""

import math
import random
from collections import Counter
from typing import Any

import torch
from exercises.data import load_names
from exercises.makemore1.letters import SYMBOLS
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_equal, expect_number, expect_that, observe

# Six standard deviations: an honest answer is refused once in some 100 million checks.
SIGMAS = 6.0
SCATTER = "frequencies scatter by chance; the bound is six standard deviations"
# A shuffle leaves about 2 pairs of neighbours together, and so many once in 250 million times.
NEIGHBOURS = 14

# emma, ava and mia: one row a word, 0 behind its end.
EMMA = torch.tensor([[5, 13, 13, 1], [1, 22, 1, 0], [13, 9, 1, 0]])


# Words


def some_names(rng: random.Random, n: int) -> list[str]:
    """n different names out of names.txt, drawn at random."""
    return rng.sample(sorted(set(load_names())), n)


def some_words(gen: torch.Generator, n: int, letters: int = 26) -> Tensor:
    """n words of 1 to 8 of the first `letters` letters, one row a word as in EMMA.

    Early letters come more often, so that pairs repeat.
    """
    numbers = 1 + (letters * torch.rand(n, 8, generator=gen) ** 3).long()
    lengths = torch.randint(1, 9, (n, 1), generator=gen)
    return torch.where(torch.arange(8) < lengths, numbers, 0)


def spell(rows: Tensor) -> list[str]:
    """The words that rows of numbers stand for."""
    return ["".join(SYMBOLS[i] for i in row if i) for row in rows.tolist()]


def runs_of(rows: Tensor, size: int) -> Tensor:
    """Every run of `size` symbols in the words of these rows, in their order, one a row."""
    runs = F.pad(rows, (size - 1, 1)).unfold(1, size, 1)
    # Behind the end of a word there are marks only.
    return runs[runs[..., -2:].any(-1)]


def table_of(rows: Tensor, size: int) -> Tensor:
    """How often each run of `size` symbols occurs: what a sparse tensor holds twice adds up."""
    runs = runs_of(rows, size)
    ones = torch.ones(len(runs), dtype=torch.int64)
    return torch.sparse_coo_tensor(runs.T, ones, [27] * size, check_invariants=True).to_dense()


# Results


def numbers(values: list[Any]) -> Tensor:
    """Results that are one number each, as one float64 tensor; one that is none fails by itself."""
    found = []
    for value in values:
        if isinstance(value, Tensor) and value.numel() == 1:
            value = value.item()
        expect_number(value)
        found.append(float(value))
    return torch.tensor(found, dtype=torch.float64)


def exact(values: list[float]) -> Tensor:
    """The right answers to go with `numbers`."""
    return torch.tensor(values, dtype=torch.float64)


def kind(value: Any) -> str:
    """What a result is, in words."""
    if isinstance(value, Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, list | tuple):
        return f"{len(value)} results"
    return f"one result of type {type(value).__name__}"


def expect_results(got: Any, count: int, function: str) -> None:
    """got is a tuple or a list of `count` results."""
    expect_equal(kind(got), f"{count} results", name=f"what {function} returns")


def whole(counts: Any) -> Any:
    """A tensor of counts with fewer bits, such as the lecture's int32, as int64."""
    if isinstance(counts, Tensor) and counts.dtype in (
        torch.int32,
        torch.int16,
        torch.int8,
        torch.uint8,
    ):
        return counts.long()
    return counts


def coded(names: list[str], width: int) -> Tensor:
    """Names as the codes of their characters, one row a name, -1 where there is none."""
    rows = torch.full((len(names), width), -1)
    for row, name in zip(rows, names, strict=True):
        for i, ch in enumerate(name[:width]):
            row[i] = ord(ch)
    return rows


@observe
def outcome(m, name, *args, **given):
    """What a call ends with: "ValueError" or "a result"."""
    try:
        getattr(m, name)(*args, **given)
    except ValueError:
        return "ValueError"
    return "a result"


def expect_endings(
    student: Any,
    rng: random.Random,
    function: str,
    right: list[tuple[Any, ...]],
    wrong: list[tuple[Any, ...]],
    **given: Any,
) -> None:
    """The arguments `wrong` end a call with ValueError, those of `right` do not, in any order."""
    calls = [(args, "a result") for args in right] + [(args, "ValueError") for args in wrong]
    for args, end in rng.sample(calls, len(calls)):
        shown = ", ".join("..." if isinstance(a, Tensor) and a.dim() > 1 else repr(a) for a in args)
        got = student.run(outcome, function, *args, **given)
        yours = "raises a ValueError" if str(got) == "ValueError" else "gives a result"
        expected = f"a {end.removeprefix('a ')}"
        right = isinstance(got, str) and got == end
        expect_that(right, name=f"{function}({shown})", yours=yours, expected=expected)


@observe
def with_argument(m, name, tensor, *args):
    """What a call returns, and the first argument as it is afterwards."""
    own = tensor.clone()
    return {"result": getattr(m, name)(own, *args), "argument": own}


# Chance


@observe
def use_of_chance(m, seed, name, *args, **given):
    """What a call returns, its first argument afterwards, what torch's own generator draws next.

    left: what the generator that was given draws next.
    """
    torch.manual_seed(seed)
    result = getattr(m, name)(*args, **given)
    left = torch.rand(4, generator=given["generator"])
    return {"result": result, "first": args[0], "next": torch.rand(4), "left": left}


def generators(rng: random.Random) -> list[torch.Generator]:
    """Two generators with different seeds."""
    return [torch.Generator().manual_seed(seed) for seed in rng.sample(range(10**6), 2)]


def expect_untouched(drawn: Any, seed: int) -> None:
    """torch's own generator draws next what it draws first after this seed."""
    right = torch.rand(4, generator=torch.Generator().manual_seed(seed))
    expect_close(drawn, right, name="what torch's own generator draws next")


# Tables of probabilities


def probabilities(gen: torch.Generator, rows: int = 27, columns: int = 27) -> Tensor:
    """A table of float32 probabilities, each row another distribution."""
    weights = torch.rand(rows, columns, generator=gen, dtype=torch.float64) + 0.05
    return (weights / weights.sum(1, keepdim=True)).float()


def examples(gen: torch.Generator, n: int) -> tuple[Tensor, Tensor]:
    """xs and ys of n examples over the symbols 0 to 19 only: most inputs occur several times."""
    xs = torch.randint(20, (n,), generator=gen)
    ys = torch.randint(27, (n,), generator=gen)
    return xs, ys


def shares(N: Tensor, smoothing: float) -> Tensor:
    """The rows of counts as probabilities in float64, by torch's softmax of their logarithms."""
    return torch.softmax((N.double() + smoothing).log(), -1).nan_to_num(1 / N.shape[-1])


def mean_nll(P: Tensor, rows: Tensor) -> float:
    """The mean nll_loss of torch, for a table of pairs or of more symbols, in float64."""
    *before, last = runs_of(rows, P.dim()).T
    return F.nll_loss(P.double().log()[tuple(before)], last).item()


def always(follower: dict[str, str]) -> Tensor:
    """A table in which each symbol has one follower, "." if none is named."""
    followers = [SYMBOLS.index(follower.get(symbol, ".")) for symbol in SYMBOLS]
    return F.one_hot(torch.tensor(followers), 27).float()


def expect_strings(got: Any, n: int) -> list[str]:
    """got is a list of n strings."""
    right = isinstance(got, list) and all(isinstance(name, str) for name in got)
    expected = f"a list of {n} strings"
    expect_that(right and len(got) == n, name="the names", yours=got, expected=expected)
    return list(got)


def expect_names(got: Any, right: list[str]) -> None:
    """got are these names, the only ones that a table allows."""
    names = expect_strings(got, len(right))
    values = coded(names, max(map(len, right), default=0) + 2)
    expect_that(names == right, name="the names", yours=names, expected=repr(right), values=values)


def expect_names_by_chance(
    student: Any, gen: torch.Generator, rng: random.Random, n: int, max_len: int
) -> None:
    """The given generator decides which n names are drawn, and nothing else does."""
    P, seed = probabilities(gen), rng.randrange(10**6)
    one, two = generators(rng)

    got = student.run(use_of_chance, seed, "sample_names", P, n, generator=one, max_len=max_len)
    # Arguments are copied on their way, so that the generator is as before.
    again = student.sample_names(P, n, generator=one, max_len=max_len)
    other = student.sample_names(P, n, generator=two, max_len=max_len)

    first, again, other = [expect_strings(names, n) for names in (got["result"], again, other)]
    for names, right, name, expected in (
        (
            again,
            again == first,
            "the names for a generator in the same state",
            "the names of before",
        ),
        (other, other != first, "the names for another generator", "other names"),
        (first, len(set(first)) > 1, "the names", "more than one name"),
    ):
        expect_that(right, name=name, yours=names, expected=expected, values=coded(names, max_len))
    expect_untouched(got["next"], seed)


def expect_frequencies(student: Any, gen: torch.Generator, start: Tensor, n: int) -> None:
    """In n names drawn, a, b and c come as often as they should, at the first two places.

    start  (3,)  how probable they are as first letters; what follows them is fixed below
    """
    P = torch.zeros(27, 27)
    P[0, 1:4] = start
    P[1:4, 0:4] = torch.tensor([[0.5, 0, 0.5, 0], [0.2, 0.7, 0, 0.1], [0.6, 0.1, 0.3, 0]])
    codes = coded(expect_strings(student.sample_names(P, n, generator=gen), n), 2)
    got = torch.stack([(codes == ord(letter)).double().mean(0) for letter in "abc"], dim=1)
    first = P[0, 1:4].double()
    right = torch.stack([first, first @ P[1:4, 1:4].double()])
    bound = SIGMAS * 0.5 / math.sqrt(n)
    # Chance is no rounding: within the bound the frequencies are taken as the right ones.
    if (got - right).abs().max() <= bound:
        got = right
    rtol = bound / float(right.max())
    expect_close(got, right, axes="place letter", rtol=rtol, name="how often a, b, c come")


# Examples


def expect_examples(got: Any, rows: Tensor) -> None:
    """got is (xs, ys), the pairs of the words of these rows in their order."""
    expect_results(got, 2, "bigram_dataset")
    for mine, right, name in zip(got, runs_of(rows, 2).T, ("xs", "ys"), strict=True):
        expect_close(mine, right, axes="n", name=name)


# Parts


def expect_parts(got: Any) -> list[list[Any]]:
    """got has three lists."""
    expect_results(got, 3, "split_words")
    kinds = [type(part).__name__ for part in got]
    right = all(isinstance(part, list | tuple) for part in got)
    expect_that(right, name="the parts", yours=kinds, expected="three lists")
    return [list(part) for part in got]


def expect_sizes(got: Any, right: list[int]) -> None:
    """got has three lists with so many words."""
    sizes = torch.tensor([len(part) for part in expect_parts(got)])
    expect_close(sizes, torch.tensor(right), axes="part", name="the sizes of the parts")


def expect_every_word(got: Any, words: list[str]) -> None:
    """The parts together have the words, each as often."""
    together = Counter(str(word) for part in expect_parts(got) for word in part)
    lost, new = (
        list((Counter(words) - together).elements()),
        list((together - Counter(words)).elements()),
    )
    text = f"without {lost[:3]}, with {new[:3]} besides"
    expect_that(not lost and not new, name="the parts together", yours=text, expected="the words")


def expect_shuffled(student: Any, rng: random.Random, n: int) -> None:
    """The given generator decides the order of n words, and nothing else; the list stays."""
    words, seed = some_names(rng, n), rng.randrange(10**6)
    one, two = generators(rng)

    got = student.run(use_of_chance, seed, "split_words", words, generator=one)
    again = student.split_words(words, generator=one)
    other = student.split_words(words, generator=two)

    first, again, other = [places(parts, words) for parts in (got["result"], again, other)]
    expect_mixed(torch.arange(n), first, "the order of the words")
    expect_close(again, first, axes="n", name="the order for a generator in the same state")
    expect_mixed(first, other, "the order for another generator")
    expect_close(
        places([got["first"], [], []], words), torch.arange(n), axes="n", name="the list afterwards"
    )
    expect_untouched(got["next"], seed)


def places(parts: Any, words: list[str]) -> Tensor:
    """The place in `words` of each word of the parts, one part after the other; -1 for others."""
    found = [word for part in expect_parts(parts) for word in part]
    return torch.tensor([words.index(word) if word in words else -1 for word in found])


def expect_mixed(before: Tensor, after: Tensor, name: str) -> None:
    """after are the numbers of before in another order, in which neighbours are not together."""
    expect_close(after.sort().values, before.sort().values, axes="n", name=f"{name}, sorted")
    rank = before.argsort()[after]
    kept = int((rank.diff().abs() == 1).sum())
    text = f"{kept} of {len(rank) - 1} pairs of neighbours are neighbours still"
    if torch.equal(before, after):
        text = "the same order"
    right, expected = kept <= NEIGHBOURS, "a shuffled one, where about 2 neighbours stay together"
    expect_that(right, name=name, yours=text, expected=expected, values=after)


# Trigrams


def expect_tuned(student: Any, train: Tensor, dev: Tensor, grid: list[float]) -> None:
    """tune_smoothing gives (best, losses) for the words of these rows, by torch in float64."""
    got = student.tune_smoothing(spell(train), spell(dev), grid)

    N3 = table_of(train, 3)
    right = [[mean_nll(shares(N3, s), rows) for rows in (train, dev)] for s in grid]
    expect_results(got, 2, "tune_smoothing")
    best, losses = got
    keys = sorted(losses) if isinstance(losses, dict) else losses
    expect_equal(keys, sorted(grid), name="the keys of losses")
    pairs = [losses[s] if isinstance(losses[s], tuple | list) else [losses[s]] for s in grid]
    found = numbers([loss for pair in pairs for loss in pair])
    if isinstance(found, Tensor) and len(found) == 2 * len(grid):
        found = found.view(len(grid), 2)
    wanted = torch.tensor(right, dtype=torch.float64)
    name = "losses: on train, on dev"
    expect_close(found, wanted, axes="s two", rtol=1e-5, name=name)
    expect_that(best in grid, name="best", yours=best, expected=f"a value of the grid {grid}")
    chosen = found[grid.index(best)]
    # Of equal losses the one with the smallest value comes first.
    order = [(pair[1], s) for pair, s in zip(right, grid, strict=True)]
    loss, right_one = min(order)
    expect_that(
        order[grid.index(best)] == (loss, right_one),
        name="best",
        yours=f"{float(best):g} with a loss on dev of {chosen[1]:.6g}",
        expected=f"{right_one:g} with {loss:.6g}, the lowest (of equal ones the smallest value)",
        values=[float(best), *chosen.tolist()],
    )
