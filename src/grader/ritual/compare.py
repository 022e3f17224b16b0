"""One variable that a cell left, against what the original leaves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.check.outcome import Mismatch
from grader.check.values import as_float, expect_numbers, kind_of, shown
from grader.record import Row
from grader.sandbox.kinds import is_array, is_tensor

# Of float32: a sum in another order differs by less.
RTOL = 1e-5
_SHOWN = 40


@dataclass(frozen=True)
class Frame:
    """A DataFrame of pandas: name -> entries."""

    columns: Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Series:
    """A Series of pandas, with its index."""

    index: Sequence[Any]
    entries: Sequence[Any]


def compare(got: Any, expected: Any, name: str, *, rtol: float = RTOL, loose: bool = False) -> None:
    """Expect `got` to have the type, shape, dtype and values of `expected`. Raises Mismatch.

    A number may also be a tensor of no axes. A table or a column may be pandas' own, or a dict, a
    list, an array or a tensor that holds the same. `loose` lets axes of size 1 come and go.
    """
    what = f"`{name}`"
    if isinstance(expected, Frame | Series):
        _compare_plain(got, expected, name, rtol)
    elif is_tensor(expected):
        # Imports torch, which a topic without tensors does without.
        from grader.check.expect import expect_close

        if not is_tensor(got) and not (type(got) is float and expected.dim() == 0):
            text = f"yours is {_kind(got)}, expected a tensor of shape {tuple(expected.shape)}"
            raise Mismatch(f"{what} is of another type", [Row("type", text)], got=got)
        if loose and is_tensor(got):
            got, expected = got.squeeze(), expected.squeeze()
        expect_close(got, expected, rtol=rtol, name=what)
    elif type(expected) is float:
        number = float(got) if is_tensor(got) and got.dim() == 0 else got
        expect_numbers([number], [expected], names=[what], rtol=rtol, name=what)
    elif isinstance(expected, list) and expected and all(type(x) is float for x in expected):
        listed = list(got.entries) if isinstance(got, Series) else got
        expect_numbers(listed, expected, rtol=rtol, name=what)
    else:
        _raise_first(_differences(_plainly(got, expected), expected, name), what, got)


def _raise_first(found: Iterator[tuple[str, str]], what: str, got: Any) -> None:
    differences = list(found)
    if differences:
        path, text = differences[0]
        more = f"{len(differences)} differ; first " if len(differences) > 1 else ""
        said = f"{more}{path}: {text}"
        raise Mismatch(f"{what} is another value: {said}", [Row("value", said)], got=got)


def _plainly(got: Any, expected: Any) -> Any:
    """What pandas holds, as the dict or list that is expected."""
    if isinstance(got, Frame) and isinstance(expected, dict):
        return {key: list(entries) for key, entries in got.columns.items()}
    if isinstance(got, Series):
        if isinstance(expected, dict):
            return _keyed(got)
        return list(got.entries)
    return got


def _compare_plain(got: Any, expected: Frame | Series, name: str, rtol: float) -> None:
    """A table or column against whatever holds the same."""
    what = f"`{name}`"
    if is_tensor(got):
        got = got.detach().tolist()
    elif is_array(got):
        got = got.tolist()
    if isinstance(expected, Frame):
        wanted: Any = {str(key): list(each) for key, each in expected.columns.items()}
        if isinstance(got, Frame):
            got = {key: list(each) for key, each in got.columns.items()}
        elif isinstance(got, list) and got and all(isinstance(row, list) for row in got):
            wanted = [list(row) for row in zip(*expected.columns.values(), strict=True)]
        elif isinstance(got, list) and got and all(isinstance(row, dict) for row in got):
            got = {str(key): [row.get(key) for row in got] for key in got[0]}
    elif isinstance(got, dict):
        wanted = {str(key): each for key, each in _keyed(expected).items()}
    else:
        wanted = list(expected.entries)
        if isinstance(got, Series):
            named = all(isinstance(label, str) for label in expected.index)
            wanted = _keyed(expected) if named else wanted
            got = _keyed(got) if named else list(got.entries)
    if isinstance(got, dict) and isinstance(wanted, dict):
        got = {str(key): each for key, each in got.items()}
    if isinstance(got, tuple):
        got = list(got)
    if not isinstance(got, dict | list) or type(got) is not type(wanted):
        kind = "a table" if isinstance(expected, Frame) else "a column"
        of = f"{kind} of {len(expected.columns if isinstance(expected, Frame) else wanted)}"
        text = f"yours is {_kind(got)}, expected {of}: of pandas, or as a dict or list"
        raise Mismatch(f"{what} is of another type", [Row("type", text)], got=got)
    _raise_first(_loosely(got, wanted, name, rtol * _largest(wanted), rtol), what, got)


def _keyed(series: Series) -> dict[Any, Any]:
    """The entries by their index, whose labels may be of any type."""
    labels = [x if type(x) in (str, int, float, bool) else str(x) for x in series.index]
    return dict(zip(labels, series.entries, strict=False))


def _largest(value: Any) -> float:
    numbers = [abs(x) for x in _leaves(value) if type(x) in (int, float) and math.isfinite(x)]
    return float(max(numbers, default=0.0))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _leaves(each)
    else:
        yield value


def _loosely(
    got: Any, expected: Any, path: str, tolerance: float, rtol: float
) -> Iterator[tuple[str, str]]:
    """(where, what) of every entry that differs; text that reads as the number is the number."""
    if is_tensor(got) or is_array(got):
        got = got.tolist()
    if isinstance(expected, dict) and isinstance(got, dict):
        yield from ((path, f"yours has no {_short(key)}") for key in expected if key not in got)
        yield from ((path, f"yours also has {_short(key)}") for key in got if key not in expected)
        for key in expected:
            if key in got:
                where, each = f"{path}[{_short(key)}]", expected[key]
                near = rtol * _largest(each) if isinstance(each, list) else tolerance
                yield from _loosely(got[key], each, where, near, rtol)
    elif isinstance(expected, list) and isinstance(got, list | tuple):
        if len(got) != len(expected):
            yield path, f"yours has {len(got)} entries, expected {len(expected)}"
            return
        for i, (one, other) in enumerate(zip(got, expected, strict=True)):
            yield from _loosely(one, other, f"{path}[{i}]", tolerance, rtol)
    elif not _same_entry(got, expected, tolerance):
        yield path, f"yours {_short(got)}, expected {_short(expected)}"


def _same_entry(got: Any, expected: Any, tolerance: float) -> bool:
    if _missing(expected):
        return _missing(got)
    if isinstance(got, str) and not isinstance(expected, str):
        try:
            got = float(got)
        except ValueError:
            return False
    if type(got) in (bool, int, float) and type(expected) in (bool, int, float):
        return abs(as_float(got) - as_float(expected)) <= tolerance
    return type(got) is type(expected) and bool(got == expected)


def _missing(value: Any) -> bool:
    """Whether an entry is a gap: None, nan or an empty text."""
    if type(value) is float:
        return math.isnan(value)
    return value is None or (type(value) is str and not value)


def _kind(value: Any) -> str:
    if isinstance(value, Frame):
        return f"a DataFrame of {len(value.columns)} columns"
    return f"a Series of {len(value.entries)}" if isinstance(value, Series) else kind_of(value)


def _differences(got: Any, expected: Any, path: str) -> Iterator[tuple[str, str]]:
    """(where, what) of every value that differs."""
    if type(got) is not type(expected):
        yield path, f"yours is {_kind(got)}, expected {_kind(expected)}"
    elif isinstance(expected, dict):
        yield from ((path, f"yours has no {_short(key)}") for key in expected if key not in got)
        yield from ((path, f"yours also has {_short(key)}") for key in got if key not in expected)
        for key in expected:
            if key in got:
                yield from _differences(got[key], expected[key], f"{path}[{_short(key)}]")
    elif isinstance(expected, list | tuple):
        if len(got) != len(expected):
            yield path, f"yours has {len(got)} entries, expected {len(expected)}"
            return
        for i, (one, other) in enumerate(zip(got, expected, strict=True)):
            yield from _differences(one, other, f"{path}[{i}]")
    elif not bool(got == expected):
        yield path, f"yours {_short(got)}, expected {_short(expected)}"


def _short(value: Any) -> str:
    return shown(value, _SHOWN)
