"""Inputs and helpers for the checks of cleaning.py and features.py. Nothing is to be solved."""

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from grader import expect_close, expect_equal, expect_numbers, expect_that, observe

NAN = math.nan


def a_table(rng: random.Random, n: int) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """n passengers with gaps of both kinds in Age, None in Embarked; and the same without gaps.

    The modes are 24.0, 0 and "S". n is 13 or more.
    """
    age = [*[(24.0, 24.0)] * 3, *[(None, 24.0)] * (n - 12), *[(NAN, 24.0)] * 4]
    age += [(value, value) for value in (22.0, 30.0, 0.0, 71.0, 38.0)]
    parch = [(value, value) for value in [0] * (n - 3) + [1, 2, 5]]
    embarked = [(value, value) for value in ["S"] * (n - 6) + ["C", "C", "Q"]]
    embarked += [(None, "S")] * 3
    columns = {"Age": age, "Parch": parch, "Embarked": embarked}
    drawn = {name: rng.sample(column, n) for name, column in columns.items()}
    table, filled = (
        {name: [pair[i] for pair in column] for name, column in drawn.items()} for i in (0, 1)
    )
    return table, filled


@observe
def on_table(m, name, *args):
    """What a function of tables returns, dicts of any kind as plain ones, and the table after."""

    def plain(value):
        try:
            return dict(value.items())
        except AttributeError:
            pass
        try:
            return tuple(dict(part.items()) for part in value)
        except (AttributeError, TypeError):
            return value

    return {"result": plain(getattr(m, name)(*args)), "table": args[0]}


@observe
def outcomes(m, name, calls):
    """What each call returns, as `on_table` does; "ValueError" where it raises that."""

    def plain(value):
        try:
            return tuple(dict(part.items()) for part in value)
        except (AttributeError, TypeError):
            return value

    found = []
    for arguments in calls:
        try:
            found.append(plain(getattr(m, name)(*arguments)))
        except ValueError:
            found.append("ValueError")
    return found


def expect_outcomes(
    got: Any, right: list[Any], calls: list[str], expect: Callable[[Any, Any, str], None]
) -> None:
    """`outcomes` has seen these: "ValueError", or what `expect` (got, right, name) accepts."""
    told = told_by(got)
    for outcome, wanted, call in zip(got, right, calls, strict=True):
        if isinstance(outcome, str) or isinstance(wanted, str):
            yours, expected = [
                f"a {end}" if isinstance(end, str) else "a result" for end in (outcome, wanted)
            ]
            name = f"what {call} leads to"
            expect_that(yours == expected, name=name, yours=yours, expected=expected, values=told)
        else:
            expect(outcome, wanted, call)


def told_by(outcome: Any) -> list[float]:
    """The numbers of a result in a row; -1 for an error and anything else, -2 for nan or inf.

    By these, a mistake gets its name.
    """
    if isinstance(outcome, Tensor):
        outcome = outcome.detach().flatten().tolist()
    if isinstance(outcome, dict):
        outcome = list(outcome.values())
    if isinstance(outcome, list | tuple):
        return [number for item in outcome for number in told_by(item)]
    if type(outcome) not in (int, float):
        return [-1.0]
    return [float(outcome) if math.isfinite(outcome) else -2.0]


def number(value: Any) -> Any:
    """A tensor of one entry as a number."""
    return value.item() if isinstance(value, Tensor) and value.numel() == 1 else value


def numbers(values: Any) -> Any:
    """A list or tuple of results that are one number each, as a list of numbers."""
    return [number(value) for value in values] if isinstance(values, list | tuple) else values


def coded(column: Any) -> Any:
    """A column of numbers, a gap as -1."""
    if not isinstance(column, list | tuple):
        return column
    return [-1.0 if is_gap(value) else number(value) for value in column]


def is_gap(value: Any) -> bool:
    """None, or a NaN."""
    return value is None or str(value) == "nan"


def column_of(table: Any, name: str) -> Any:
    """A column, where there is one; else what is there."""
    return table.get(name) if isinstance(table, dict) else table


def rows_of(table: Any) -> Any:
    """The columns of a table of numbers, one below the other; the table itself if that fails."""
    try:
        columns = [list(column) for column in table.values()]
        # float() would read text as well.
        if any(isinstance(v, str) for column in columns for v in column):
            return table
        return torch.tensor([[float(v) for v in column] for column in columns])
    except (AttributeError, OverflowError, TypeError, ValueError):
        return table


def names_of(table: Any) -> Any:
    """The names of the columns in their order, where it is a table."""
    return list(table) if isinstance(table, dict) else table


def expect_results(got: Any, count: int, function: str) -> None:
    """got is a tuple or a list of `count` results."""
    is_row = isinstance(got, tuple | list)
    shown = f"{len(got)} results" if is_row else f"one result of type {type(got).__name__}"
    expect_equal(shown, f"{count} results", name=f"what {function} returns")


def expect_numbers_for_nan(got: Any, right: Tensor, *, name: str) -> None:
    """got is `right` up to rounding; NaN is read as -1, so that a message can name its cause."""
    if not isinstance(got, Tensor) or got.shape != right.shape:
        expect_close(got, right, name=name)
        return
    places = (right == right).nonzero().tolist()
    names = [f"{place if len(place) > 1 else place[0]}" for place in places]
    values = got.nan_to_num(-1.0).flatten().tolist()
    wanted = right.flatten().tolist()
    expect_numbers(values, wanted, names=names, rtol=1e-5, name=name, words={-1.0: "nan"})


def expect_column(got: Any, right: list[Any], name: str) -> None:
    """got is a column of these numbers; gaps are read as -1."""
    names = [f"row {i} of {name}" for i in range(len(right))]
    expect_numbers(coded(got), coded(right), names=names, name=name, words={-1.0: "a gap"})


def positive(gen: torch.Generator, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Entries from 0.5 to 9.5; no two columns have about the same largest one."""
    while True:
        X = 0.5 + 9 * torch.rand(*shape, generator=gen, dtype=dtype)
        if shape[1] == 1 or float(X.amax(0).sort().values.diff().min()) > 1e-3:
            return X


def columns_of_1(
    gen: torch.Generator, n: int, k: int, dtype: torch.dtype = torch.float32
) -> tuple[Tensor, Tensor]:
    """(n, k) with a single 1 in each column, all else below; and k sizes, no two about the same."""
    columns = 0.05 + 0.9 * torch.rand(n, k, generator=gen, dtype=dtype)
    columns[torch.randint(n, (k,), generator=gen), torch.arange(k)] = 1.0
    return columns, positive(gen, 1, k, dtype=dtype)[0]


def parts_of(got: Any) -> list[list[int]]:
    """train_idx and valid_idx as lists, if they are tensors or lists of whole numbers."""
    expect_results(got, 2, "random_split")
    parts = [part.tolist() if isinstance(part, Tensor) else numbers(part) for part in got]
    for part, name in zip(parts, ("train_idx", "valid_idx"), strict=True):
        whole = isinstance(part, list) and all(type(i) is int for i in part)
        shown = "row numbers" if whole else f"something else: {part!r}"
        expect_equal(shown, "row numbers", name=name)
    return parts


@observe
def split_after(m, n, frac, seed, own):
    """The parts of random_split, and what torch's own chance, with the seed `own`, gives then."""
    torch.manual_seed(own)
    parts = m.random_split(n, frac, generator=torch.Generator().manual_seed(seed))
    return {"parts": parts, "after": torch.rand(5)}


def expect_untouched(after: Any, seed: int) -> None:
    """Torch's own chance goes on as if nobody had used it since it was given this seed."""
    right = torch.rand(5, generator=torch.Generator().manual_seed(seed))
    expect_close(after, right, name="what torch's own generator gives next, unused until then")


def expect_split(student: Any, rng: random.Random, n: int, frac: float) -> None:
    """random_split shuffles, with the given generator as its only source of chance."""
    seed, other, own = rng.sample(range(10**6), 3)
    got = student.run(split_after, n, frac, seed, own)
    calls = [
        student.random_split(n, frac, generator=torch.Generator().manual_seed(s))
        for s in (seed, other)
    ]

    first, again, others = (train + valid for train, valid in map(parts_of, (got["parts"], *calls)))
    name, told = "the rows, those for training first", [*first, *again, *others]
    for rows in (first, again, others):
        expect_numbers(sorted(rows), list(range(n)), name="the rows of both parts, sorted")
    expect_that(
        first != sorted(first), name=name, yours=first, expected="another order", values=told
    )
    # A part may be in any order, and of one dealt at random many rows follow none of their part.
    parts = [sorted(rows[n - int(frac * n) :]) for rows in (first, again, others)]
    follow = min(sum(b - a == 1 for a, b in pairwise(part)) for part in parts)
    yours, expected = f"{follow} of {len(parts[0])} rows follow another of them", "fewer of them"
    expect_that(
        follow < len(parts[0]) - 2,
        name="the rows for validation",
        yours=yours,
        expected=expected,
        values=told,
    )
    name += ", with the same seed again"
    expect_that(first == again, name=name, yours=again, expected="the same rows", values=told)
    name += ", and then with another seed"
    expect_that(first != others, name=name, yours=others, expected="other rows", values=told)
    expect_untouched(got["after"], own)
