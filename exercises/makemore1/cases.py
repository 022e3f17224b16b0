"""Inputs and small helpers for the checks of this topic. Nothing in here is to be solved."""

import math
import random
from collections import Counter
from typing import Any

import torch
from exercises.data import load_names
from exercises.makemore1.letters import STOI, SYMBOLS
from torch import Tensor

from grader import expect_close, expect_equal, observe

EMMA = ["emma", "ava", "mia"]

# Six standard deviations: an honest answer is refused once in some 100 million checks.
SIGMAS = 6.0
SCATTER = "frequencies scatter by chance; the bound is six standard deviations"


def some_names(rng: random.Random, n: int) -> list[str]:
    """n names out of names.txt, drawn by chance."""
    return rng.sample(load_names(), n)


def numbers(values: list[Any]) -> Any:
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


def whole(counts: Any) -> Any:
    """A tensor of counts with fewer bits, such as the lecture's int32, as int64."""
    if isinstance(counts, Tensor) and counts.dtype in (torch.int32, torch.int16):
        return counts.long()
    return counts


def spelt(names: Any, width: int) -> Any:
    """Names as numbers, one row a name: "." is 0, a is 1, z is 26, no letter at all -1.

    Whatever is no list of strings comes back as it is.
    """
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return names
    rows = torch.full((len(names), width), -1)
    for row, name in zip(rows, names, strict=True):
        for i, ch in enumerate(name[:width]):
            row[i] = 0 if ch == "." else ord(ch) - ord("a") + 1
    return rows


def probabilities(gen: torch.Generator, rows: int = 27, columns: int = 27) -> Tensor:
    """A table of float32 probabilities, each row another distribution."""
    weights = torch.rand(rows, columns, generator=gen, dtype=torch.float64) + 0.05
    return (weights / weights.sum(1, keepdim=True)).float()


def examples(gen: torch.Generator, n: int) -> tuple[Tensor, Tensor]:
    """xs and ys of n examples over the symbols 0 to 19 only: most inputs occur several times."""
    xs = torch.randint(20, (n,), generator=gen)
    ys = torch.randint(27, (n,), generator=gen)
    return xs, ys


@observe
def outcome(m, name, *args):
    """What a call ends with: "ValueError" or "a result"."""
    try:
        getattr(m, name)(*args)
    except ValueError:
        return "ValueError"
    return "a result"


@observe
def with_argument(m, name, tensor, *args):
    """What a call returns, and the first argument as it is afterwards."""
    own = tensor.clone()
    return {"result": getattr(m, name)(own, *args), "argument": own}


def counted(words: list[str]) -> Tensor:
    """The pairs of the words, counted without a tensor."""
    pairs = Counter(a + b for word in words for a, b in zip("." + word, word + ".", strict=True))
    return torch.tensor([[pairs[a + b] for b in SYMBOLS] for a in SYMBOLS])


def shares(N: Tensor, smoothing: float) -> Tensor:
    """Row by row in Python: count + smoothing over the sum of the row."""
    rows = []
    for row in N.tolist():
        total = sum(count + smoothing for count in row)
        rows.append([(n + smoothing) / total if total else 1 / len(row) for n in row])
    return torch.tensor(rows, dtype=torch.float64)


def always(follower: dict[str, str]) -> Tensor:
    """A table in which each symbol has one follower, "." if none is named."""
    P = torch.zeros(27, 27)
    P[:, 0] = 1.0
    for first, second in follower.items():
        P[STOI[first], 0] = 0.0
        P[STOI[first], STOI[second]] = 1.0
    return P


def expect_frequencies(student: Any, gen: torch.Generator, start: Tensor, n: int) -> None:
    """In n names drawn, a, b and c come as often as they should, at the first two places.

    start  (3,)  how probable they are as first letters; what follows them is fixed below
    """
    P = torch.zeros(27, 27)
    P[0, 1:4] = start
    P[1:4, 0:4] = torch.tensor([[0.5, 0, 0.5, 0], [0.2, 0.7, 0, 0.1], [0.6, 0.1, 0.3, 0]])
    got = spelt(student.sample_names(P, n, generator=gen), 2)
    if isinstance(got, Tensor) and got.shape == (n, 2):
        got = torch.stack([(got == letter).double().mean(0) for letter in (1, 2, 3)], dim=1)
    first = P[0, 1:4].double()
    right = torch.stack([first, first @ P[1:4, 1:4].double()])
    bound = SIGMAS * 0.5 / math.sqrt(n)
    # Chance is no rounding: within the bound the frequencies are taken as the right ones.
    if isinstance(got, Tensor) and got.shape == right.shape and (got - right).abs().max() <= bound:
        got = right
    rtol = bound / float(right.max())
    expect_close(got, right, axes="place letter", rtol=rtol, name="how often a, b, c come")


def mean_nll(P: Tensor, words: list[str]) -> float:
    """In Python, pair by pair."""
    table = P.double().tolist()
    losses = []
    for word in words:
        for a, b in zip("." + word, word + ".", strict=True):
            p = table[STOI[a]][STOI[b]]
            losses.append(-math.log(p) if p else math.inf)
    return sum(losses) / len(losses)


@observe
def draws(m, P, n, max_len):
    """Same seed same names, other seed other names, names differ, global generator untouched."""
    before = torch.get_rng_state()
    first, again, other = [
        m.sample_names(P, n, generator=torch.Generator().manual_seed(seed), max_len=max_len)
        for seed in (11, 11, 12)
    ]
    untouched = torch.equal(before, torch.get_rng_state())
    several = len(set(first)) > 1
    return torch.tensor([first == again, first != other, several, untouched]).long()


def expect_examples(got: Any, words: list[str]) -> None:
    """got is (xs, ys), the pairs of the words in their order."""
    expect_results(got, 2, "bigram_dataset")
    xs = [SYMBOLS.index(ch) for word in words for ch in "." + word]
    ys = [SYMBOLS.index(ch) for word in words for ch in word + "."]
    expect_close(got[0], torch.tensor(xs), axes="n", name="xs")
    expect_close(got[1], torch.tensor(ys), axes="n", name="ys")


@observe
def shuffles(m, words):
    """Shuffled, same seed same parts, other seed other parts, words unchanged, global untouched."""
    own, before = list(words), torch.get_rng_state()
    first, again, other = [
        [list(part) for part in m.split_words(own, generator=torch.Generator().manual_seed(seed))]
        for seed in (21, 21, 22)
    ]
    untouched = torch.equal(before, torch.get_rng_state())
    shuffled = first[0] != words[: len(first[0])]
    return torch.tensor([shuffled, first == again, first != other, own == words, untouched]).long()


@observe
def bad_fractions(m, words, fracs):
    """What a call with these fractions ends with."""
    try:
        m.split_words(words, fracs, generator=torch.Generator().manual_seed(3))
    except ValueError:
        return "ValueError"
    return "a result"


def sizes(parts: Any) -> Tensor:
    """How many words are in each of three parts."""
    expect_results(parts, 3, "split_words")
    return torch.tensor([len(part) for part in parts])


def trigrams(words: list[str]) -> Counter[str]:
    """The trigrams of the words as text."""
    return Counter(f"..{w}."[i : i + 3] for w in words for i in range(len(w) + 1))


def table(counts: Counter[str]) -> Tensor:
    """Counts of text as a table."""
    N3 = torch.zeros(27, 27, 27, dtype=torch.int64)
    for text, count in counts.items():
        N3[tuple(STOI[ch] for ch in text)] = count
    return N3


def right_nll(train: list[str], words: list[str], s: float) -> float:
    """In Python, trigram by trigram, from counts of `train`."""
    counts = trigrams(train)
    contexts: Counter[str] = Counter()
    for text, count in counts.items():
        contexts[text[:2]] += count
    total, n = 0.0, 0
    for text, times in trigrams(words).items():
        over = contexts[text[:2]] + s * len(SYMBOLS)
        p = (counts[text] + s) / over if over else 1 / len(SYMBOLS)
        total += times * (-math.log(p) if p else math.inf)
        n += times
    return total / n


def expect_tuned(got: Any, train: list[str], dev: list[str], grid: list[float]) -> None:
    """got is (best, losses) for these words, judged by a search in Python."""
    right = {s: (right_nll(train, train, s), right_nll(train, dev, s)) for s in grid}
    expect_results(got, 2, "tune_smoothing")
    best, losses = got
    keys = sorted(losses) if isinstance(losses, dict) else losses
    expect_equal(keys, sorted(grid), name="the keys of losses")
    pairs = [losses[s] if isinstance(losses[s], tuple | list) else [losses[s]] for s in grid]
    found = numbers([loss for pair in pairs for loss in pair])
    if isinstance(found, Tensor) and len(found) == 2 * len(grid):
        found = found.view(len(grid), 2)
    wanted = torch.tensor([right[s] for s in grid], dtype=torch.float64)
    name = "losses: on train, on dev"
    expect_close(found, wanted, axes="s two", rtol=1e-5, name=name)
    smallest = min(grid, key=lambda s: (right[s][1], s))
    chosen = numbers([best, losses[best][1]]) if best in losses else best
    expect_close(
        chosen,
        exact([smallest, right[smallest][1]]),
        rtol=1e-5,
        name="(best, its loss on dev)",
    )
