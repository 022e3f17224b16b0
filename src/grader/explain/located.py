"""Where wrong entries are, and small tables of numbers, yours beside the expected ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from grader.record import Row

if TYPE_CHECKING:
    from torch import Tensor

MAX_SIDE = 6
_NAMED = 4
_SHOWN_ROWS = 3
# Two tables beside each other, in a terminal of 80 columns.
_WIDTH = 66
_BETWEEN = "   expected "


def located(wrong: Tensor, axes: Sequence[str] = ()) -> str:
    """Where the entries marked in `wrong` are: "in rows 0 and 4 of 27".

    "" where that is anywhere, of one entry, whose index says it, and of a short list, shown whole.
    `axes` names the axes where there are more than two.
    """
    found: list[str] = []
    told = int(wrong.sum()) == 1 or (wrong.dim() == 1 and small(wrong.shape))
    for axis in range(0 if told else wrong.dim()):
        size = wrong.shape[axis]
        at = wrong.movedim(axis, 0).reshape(size, -1).any(1).nonzero().flatten().tolist()
        if len(at) < size and (len(at) <= _NAMED or 2 * len(at) <= size):
            found.append(f"{_word(axis, wrong.dim(), axes, len(at))} {listed(at)} of {size}")
    return f"in {', '.join(found)}" if found else ""


def listed(at: Sequence[int]) -> str:
    """Indices as words: "3", "0 and 4", "0, 2, 5 and 7 more"."""
    if len(at) == 1:
        return str(at[0])
    if len(at) <= _NAMED:
        return f"{', '.join(map(str, at[:-1]))} and {at[-1]}"
    return f"{', '.join(map(str, at[: _NAMED - 1]))} and {len(at) - _NAMED + 1} more"


def small(shape: Sequence[int]) -> bool:
    """Whether a tensor of this shape is shown whole: two entries or more, 6 x 6 at most."""
    return 1 <= len(shape) <= 2 and max(shape) > 1 and min(shape) > 0 and max(shape) <= MAX_SIDE


def beside(yours: Tensor, expected: Tensor, wrong: Tensor, words: Mapping[float, str]) -> list[Row]:
    """Two small tables beside each other, wrong entries with a star in front.

    Where these are few rows of many, or two tables do not fit side by side, the rows that differ.
    """
    tables = [t.reshape(-1, t.shape[-1]) for t in (yours, expected, wrong)]
    marked = [[bool(mark) for mark in row] for row in tables[2].tolist()]
    mine, right = _texts(tables[0].tolist(), tables[1].tolist(), marked, words)
    width = len(mine[0])
    if len(mine) == 1:
        return [Row("yours", mine[0]), Row("expected", right[0])]
    differ = [i for i, row in enumerate(marked) if any(row)]
    whole = len(mine) <= _SHOWN_ROWS or len(differ) >= _SHOWN_ROWS
    if whole and 2 * width + len(_BETWEEN) <= _WIDTH:
        gaps = [_BETWEEN, *[" " * len(_BETWEEN)] * (len(mine) - 1)]
        lines = [f"{a}{gap}{b}" for a, gap, b in zip(mine, gaps, right, strict=True)]
        return [Row("" if i else "yours", line) for i, line in enumerate(lines)]
    rows = []
    for i in differ[:_SHOWN_ROWS]:
        rows += [Row("yours", f"row {i}: {mine[i]}"), Row("expected", f"row {i}: {right[i]}")]
    return rows


def _texts(
    yours: list[list[float]],
    expected: list[list[float]],
    wrong: list[list[bool]],
    words: Mapping[float, str],
) -> tuple[list[str], list[str]]:
    """The rows of both tables in columns of one width, with digits enough to tell them apart."""
    pairs = [
        (a, b, mark)
        for rows in zip(yours, expected, wrong, strict=True)
        for a, b, mark in zip(*rows, strict=True)
    ]
    digits = next(
        (d for d in range(4, 10) if all(f"{a:.{d}g}" != f"{b:.{d}g}" for a, b, w in pairs if w)), 9
    )

    def said(number: float) -> str:
        return words.get(number, f"{number:.{digits}g}")

    columns = zip(*yours, *expected, strict=True)
    widths = [max(len(said(number)) for number in column) + 1 for column in columns]

    def line(row: list[float], marks: list[bool]) -> str:
        cells = [f"{'*' if m else ''}{said(x)}" for x, m in zip(row, marks, strict=True)]
        return " ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))

    plain = [[False] * len(row) for row in wrong]
    return list(map(line, yours, wrong)), list(map(line, expected, plain))


def _word(axis: int, dims: int, axes: Sequence[str], count: int) -> str:
    if dims == 1:
        return "entry" if count == 1 else "entries"
    if dims == 2:
        return ("row", "column")[axis] + ("s" if count > 1 else "")
    return f"axis {axes[axis] if axis < len(axes) else axis} at"
