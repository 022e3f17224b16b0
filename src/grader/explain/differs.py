"""Tensors that differ from the right ones: where, in small tables, and in which one way.

Each statement about a way is certain: it reproduces every value within the tolerance, and the
values are so many, and so different, that this is no chance. `grader.check.patterns` has the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING

from grader.explain.relations import Pattern, both, of_numbers, telling
from grader.record import Row

if TYPE_CHECKING:
    from torch import Tensor

_SAME_FACTOR = 1e-3
MAX_SIDE = 6
_NAMED = 4
_SHOWN_ROWS = 3
# Two tables beside each other, in a terminal of 80 columns.
_WIDTH = 66
_BETWEEN = "   expected "


@dataclass(frozen=True)
class Facts:
    """What the patterns of one comparison may refer to.

    `axes` names the axes of the expected tensor, `sizes` maps axis and other names to sizes,
    `inputs` finds the arguments of the call by name, `index` the indices whose rows accumulate.
    """

    axes: tuple[str, ...] = ()
    sizes: dict[str, int] = field(default_factory=dict)
    inputs: Callable[[], dict[str, Tensor]] = dict
    index: Tensor | None = None


def close(got: Tensor, expected: Tensor, tolerance: float) -> bool:
    """Whether two tensors have one shape and, within the tolerance, one value."""
    if got.shape != expected.shape or not got.numel():
        return False
    return bool((got - expected).abs().max() <= tolerance)


def axis_name(facts: Facts, axis: int) -> str:
    """An axis as a check names it, "the axis n", or by its place."""
    return f"the axis {facts.axes[axis]}" if axis < len(facts.axes) else f"axis {axis}"


def parts(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Iterator[Pattern]:
    """What of the expected values is there: their mean, a part of them, or the same elsewhere."""
    if expected.numel() < 2 or not telling(expected.flatten()[:1000].tolist(), tolerance):
        return
    if got.numel() == 1:
        for what, value in (("mean", expected.mean()), ("sum", expected.sum())):
            if close(got.reshape(()), value, tolerance):
                yield both(f"this is the {what} of all the expected values")
        return
    for axis in range(expected.dim()):
        name = axis_name(facts, axis)
        for mean in (expected.mean(axis), expected.mean(axis, keepdim=True)):
            if close(got, mean, tolerance):
                yield both(f"{name} was averaged away")
        if got.dim() != expected.dim() or got.shape[axis] == expected.shape[axis]:
            continue
        short, long = sorted((got, expected), key=lambda each: each.shape[axis])
        count = long.shape[axis] - short.shape[axis]
        ends = {"first": long.narrow(axis, count, short.shape[axis]),
                "last": long.narrow(axis, 0, short.shape[axis])}  # fmt: skip
        for end, rest in ends.items():
            if short.numel() and close(short, rest, tolerance):
                lacks = "missing" if short is got else "too many"
                yield Pattern(
                    f"the values are right, but for the {end} {count} along {name}: "
                    f"{'it is' if count == 1 else 'they are'} {lacks}",
                    f"the values are right, but at the {end} place along an axis some are {lacks}",
                )
    if got.numel() == expected.numel():
        if close(got.flatten(), expected.flatten(), tolerance):
            reverse = got.shape == expected.shape[::-1]
            shape = "the two sizes in the other order" if reverse else "in another shape"
            yield both(f"these are the right numbers in the right order, {shape}")
        elif got.dim() == expected.dim() <= 4:
            orders = [o for o in permutations(range(got.dim())) if list(o) != sorted(o)]
            if any(close(got.permute(o), expected, tolerance) for o in orders):
                yield both("the values are right, and the axes are in another order")
    yield from _blocks(got, expected, tolerance)
    square = got.dim() == 2 and got.shape[0] == got.shape[1] == expected.numel()
    if square and close(got.diagonal(), expected.flatten(), tolerance):
        yield both(
            "every entry met every other one: (n, 1) and (n,) make (n, n), and the right values "
            "are on its diagonal"
        )


def _blocks(got: Tensor, expected: Tensor, tolerance: float) -> Iterator[Pattern]:
    """Blocks below each other that belong side by side, as torch.cat has it without dim."""
    if got.dim() != 2 or expected.dim() != 2 or got.numel() != expected.numel():
        return
    for axis, how, belong in ((0, "below each other", "side by side: dim=1"),
                              (1, "side by side", "below each other: dim=0")):  # fmt: skip
        size = expected.shape[axis]
        if got.shape[axis] > size and got.shape[axis] % size == 0:
            rows = expected.unflatten(1 - axis, (-1, got.shape[1 - axis]))
            if close(got.unflatten(axis, (-1, size)), rows.movedim(1 - axis, axis), tolerance):
                yield both(
                    f"these are the right numbers in blocks {how}, as torch.cat joins them; they "
                    f"belong {belong}"
                )


def sizes_alone(got: Tensor, expected: Tensor) -> Iterator[Pattern]:
    """What the two shapes say where the values do not."""
    yours, right = tuple(got.shape), tuple(expected.shape)
    if len(set(yours)) == len(yours) == 2 and yours == right[::-1]:
        yield both("the two sizes are the right ones, in the other order")
    elif not yours and expected.numel() > 1:
        yield both(
            "this is a single number: a sum or mean took every axis away, or only one entry is "
            "returned"
        )


def _telling(expected: Tensor, tolerance: float) -> bool:
    return telling(expected.flatten()[:1000].tolist(), tolerance)


def with_input(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    """An argument of the call that is missing, or one too many: right once it is added."""
    if not _telling(expected, tolerance):
        return None
    found = []
    for name, value in facts.inputs().items():
        if not value.numel() or not bool(value.isfinite().all()) or not _spreads(value, got):
            continue
        room = 2 * tolerance
        # Within the tolerance of what was wrong to begin with, nothing would be shown.
        if float(value.abs().max()) > 100 * tolerance:
            for text, other in (("added to", got + value), ("subtracted from", got - value)):
                if close(other, expected, room):
                    found.append(f"the values are right once {name} is {text} them")
        if float((value - 1).abs().max()) > 1e-2:
            if close(got * value, expected, room):
                found.append(f"the values are right once they are multiplied by {name}")
            elif bool((value != 0).all()) and close(got / value, expected, room):
                found.append(f"the values are right once they are divided by {name}")
    return both(found[0]) if len(found) == 1 else None


def _spreads(value: Tensor, over: Tensor) -> bool:
    """Whether `value` is broadcast to the shape of `over`."""
    if value.dim() > over.dim():
        return False
    pairs = zip(value.shape[::-1], over.shape[::-1], strict=False)
    return all(size in (1, other) for size, other in pairs)


def related(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    """One relation between all numbers."""
    return of_numbers(got.flatten().tolist(), expected.flatten().tolist(), tolerance)


def rows_moved(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    """The right rows at other places, along one axis."""
    if got.dim() < 2 or not _telling(expected, tolerance):
        return None
    for axis in range(got.dim()):
        size, name = got.shape[axis], axis_name(facts, axis)
        if size < 2:
            continue
        if close(got.flip(axis), expected, tolerance):
            return both(f"the values are right, in reverse order along {name}")
        if size < 4:
            continue
        ahead, behind = (t.narrow(axis, s, size - 1) for t, s in ((got, 0), (expected, 1)))
        if close(ahead, behind, tolerance):
            return both(f"along {name} the values are shifted by one: each is the one after it")
        ahead, behind = (t.narrow(axis, s, size - 1) for t, s in ((got, 1), (expected, 0)))
        if close(ahead, behind, tolerance):
            return both(f"along {name} the values are shifted by one: each is the one before it")
        sums = expected.cumsum(axis)
        if close(got, sums, tolerance * size):
            return both(f"along {name} each value is the sum of all expected ones up to it")
    return None


def along(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    """One offset or factor for each row, or for each column."""
    if got.dim() != 2 or min(got.shape) < 3 or not _telling(expected, tolerance):
        return None
    for axis in (0, 1):
        line = "column" if axis == 0 else "row"
        off = got - expected
        own = off.mean(axis, keepdim=True)
        apart = float(min(own.max() - own.min(), own.abs().min())) > 100 * tolerance
        if apart and float((off - own).abs().max()) <= 10 * tolerance:
            return both(
                f"every {line} is off by an amount of its own, the same for all of its entries"
            )
        if bool((expected.abs() > 100 * tolerance).all()):
            ratio = got / expected
            middle = ratio.mean(axis, keepdim=True)
            apart = float(min(middle.max() - middle.min(), (middle - 1).abs().min())) > 0.01
            room = _SAME_FACTOR * float(middle.abs().min())
            if apart and float((ratio - middle).abs().max()) <= room:
                return both(
                    f"every {line} is off by a factor of its own, the same for all of its entries"
                )
    return None


def sums_to_one(got: Tensor, expected: Tensor, tolerance: float, facts: Facts) -> Pattern | None:
    """Shares that add up along the other axis."""
    if got.dim() != 2 or min(got.shape) < 2 or bool((got < 0).any()):
        return None

    def one(value: Tensor, axis: int) -> bool:
        return bool(((value.sum(axis) - 1).abs() < 1e-4).all())

    for axis, right, wrong in ((1, "row", "column"), (0, "column", "row")):
        if one(expected, axis) and not one(got, axis) and one(got, 1 - axis):
            return both(f"each {wrong} adds up to 1, and each {right} should")
    if one(expected, 1) and not one(expected, 0) and abs(float(got.sum()) - 1) < 1e-4:
        return both("all values together add up to 1, and each row should")
    return None


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
