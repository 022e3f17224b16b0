"""Inputs and helpers for the checks of cleaning.py and features.py. Nothing is to be solved."""

import math
import random
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from grader import expect_close, expect_equal, expect_numbers, observe

NAN = math.nan


def a_table(rng: random.Random, n: int) -> dict[str, list[Any]]:
    """n passengers with gaps of both kinds in Age, None in Embarked, and a mode in every column.

    The modes are 24.0, 0 and "S". n is 13 or more.
    """
    age = [24.0] * 3 + [22.0, 30.0, 0.0, 71.0, 38.0] + [None] * (n - 12) + [NAN] * 4
    parch = [0] * (n - 3) + [1, 2, 5]
    embarked = ["S"] * (n - 6) + ["C", "C", "Q", None, None, None]
    columns = {"Age": age, "Parch": parch, "Embarked": embarked}
    return {name: rng.sample(column, n) for name, column in columns.items()}


@observe
def on_table(m, name, *args):
    """What a function of tables returns, as plain dicts and lists, and the table afterwards."""

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return tuple(plain(item) for item in value)
        return [plain(item) for item in value] if isinstance(value, list) else value

    return {"result": plain(getattr(m, name)(*args)), "table": args[0]}


@observe
def endings(m, name, calls):
    """For each list of arguments: 1 where the call returns something, 0 if it raises ValueError."""
    found = []
    for args in calls:
        try:
            found.append(int(getattr(m, name)(*args) is not None))
        except ValueError:
            found.append(0)
    return found


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
        return torch.tensor([[float(v) for v in column] for column in table.values()])
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
    names = [f"{place if len(place) > 1 else place[0]} (-1 is nan)" for place in places]
    values = got.nan_to_num(-1.0).flatten().tolist()
    expect_numbers(values, right.flatten().tolist(), names=names, rtol=1e-5, name=name)


def expect_endings(got: Any, right: list[int], calls: Sequence[object] = ()) -> None:
    """`endings` returned these."""
    names = [f"{call} (1 is a result, 0 ValueError)" for call in calls or range(len(right))]
    expect_numbers(got, right, names=names, name="how the calls end")


def expect_column(got: Any, right: list[Any], name: str) -> None:
    """got is a column of these numbers; gaps are read as -1."""
    names = [f"row {i} of {name} (-1 is a gap)" for i in range(len(right))]
    expect_numbers(coded(got), coded(right), names=names, name=name)


def expect_yes(got: Any, questions: list[str], name: str) -> None:
    """Every question has the answer 1."""
    names = [f"{question} (1 is yes)" for question in questions]
    expect_numbers(got, [1] * len(questions), names=names, name=name)


def positive(gen: torch.Generator, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Entries from 0.5 to 9.5; no two columns have about the same largest one."""
    while True:
        X = 0.5 + 9 * torch.rand(*shape, generator=gen, dtype=dtype)
        largest = X.amax(0).sort().values
        if shape[1] == 1 or float((largest[1:] - largest[:-1]).min()) > 1e-3:
            return X


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
def splits(m, n, frac):
    """Shuffled; same seed same parts; other seed other parts; torch's own generator untouched."""

    def plain(parts):
        return [[int(i) for i in part] for part in parts]

    before = torch.get_rng_state()
    first, again, other = [
        plain(m.random_split(n, frac, generator=torch.Generator().manual_seed(seed)))
        for seed in (31, 31, 32)
    ]
    untouched = torch.equal(before, torch.get_rng_state())
    shuffled = any(part != sorted(part) for part in first)
    return [int(answer) for answer in (shuffled, first == again, first != other, untouched)]
