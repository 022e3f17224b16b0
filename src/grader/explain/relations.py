"""How wrong numbers differ from the right ones: one relation that holds for all of them, or none.

Each relation is computed from the two lists and reproduces every number within the tolerance. It is
said only where the numbers tell it: two of them or more, different ones, and not a few small whole
numbers, which stand in many relations by chance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

# Of more numbers nothing is said here: a comparison is to end at once.
MAX_NUMBERS = 20_000
# Fewer are written out beside the expected ones.
_SEEN_AT_ONCE = 36
_TELLING = 2
_TELLING_WHOLE = 4


ONE_FACTOR = "every value is off by one and the same factor"
FACTOR, OFFSET = "factor", "offset"
# What a pattern claims of all wrong values, by its closed words.
_CLAIMS = (
    (FACTOR, re.compile(r"times the expected one|one and the same factor|has the wrong sign\Z")),
    (OFFSET, re.compile(r"differs by the same amount")),
)


class Pattern(NamedTuple):
    """`text` is for the learner; `closed` holds no number that comes from the inputs."""

    text: str
    closed: str


def both(text: str) -> Pattern:
    """A pattern whose words hold no number."""
    return Pattern(text, text)


def of_numbers(
    yours: Sequence[float], expected: Sequence[float], tolerance: float
) -> Pattern | None:
    """The first relation that all numbers are in; None if there is none, or it would be chance."""
    if len(yours) != len(expected) or not 1 <= len(yours) <= MAX_NUMBERS:
        return None
    if not all(map(math.isfinite, [*yours, *expected])):
        return None
    if len(yours) == 1:
        return _of_one(yours[0], expected[0], tolerance)
    return next(_relations(list(yours), list(expected), tolerance), None)


def telling(numbers: Sequence[float], tolerance: float) -> bool:
    """Whether so many different numbers are there that a relation between all is no chance."""
    if not all(map(math.isfinite, numbers)):
        return False
    found = {round(n / tolerance) if tolerance else n for n in numbers}
    broken = sum(1 for n in set(numbers) if not float(n).is_integer())
    return min(len(found), broken) >= _TELLING or len(found) >= _TELLING_WHOLE


def claimed(closed: str) -> str:
    """What a pattern claims of all wrong values, a FACTOR or an OFFSET; "" if neither."""
    return next((name for name, words in _CLAIMS if words.search(closed)), "")


def refuted(yours: Sequence[float], expected: Sequence[float], tolerance: float) -> frozenset[str]:
    """The claims that the wrong values of a check exclude, whatever the factor or amount may be."""
    pairs = [
        (a, b)
        for a, b in zip(yours, expected, strict=True)
        if abs(a - b) > tolerance and math.isfinite(a) and math.isfinite(b)
    ]
    if len(pairs) < 2:
        return frozenset()
    off, room = [a - b for a, b in pairs], 100 * tolerance
    found = {OFFSET} if max(off) - min(off) > room else set()
    a, b = max(pairs, key=lambda pair: abs(pair[1]))
    factor = a / b if b else 0.0
    if any(abs(x - factor * y) > room * max(1.0, abs(factor)) for x, y in pairs):
        found.add(FACTOR)
    return frozenset(found)


def _of_one(a: float, b: float, tolerance: float) -> Pattern | None:
    """Of a single number only what is hardly chance: its sign, twice, half."""
    if abs(b) <= 100 * tolerance or float(b).is_integer():
        return None
    for text, factor in (
        ("the value has the wrong sign", -1.0),
        ("the value is 2 times the expected one", 2.0),
        ("the value is 1/2 times the expected one", 0.5),
    ):
        if abs(a - factor * b) <= tolerance:
            return both(text)
    return None


def _relations(a: list[float], b: list[float], tolerance: float) -> Iterator[Pattern]:
    def close(x: Sequence[float], y: Sequence[float], room: float = tolerance) -> bool:
        return all(abs(p - q) <= room for p, q in zip(x, y, strict=True))

    if any(abs(x) > 100 * tolerance for x in b) and close(a, [-x for x in b]):
        yield both("every value has the wrong sign")
    if set(a) | set(b) == {0.0, 1.0} and len(a) > 3 and len(set(b)) == 2:
        if close(a, [1 - x for x in b]):
            yield both("every value is the opposite of the expected one: 1 for 0, 0 for 1")
        return
    if not telling(b, tolerance):
        return
    if close([abs(x) for x in a], [abs(x) for x in b]):
        wrong = sum(abs(x - y) > tolerance for x, y in zip(a, b, strict=True))
        text = "the values are right but for the sign"
        yield Pattern(f"{text}, which is wrong in {wrong} of {len(a)}", text)
    if len(set(a)) == 1:
        mean = sum(b) / len(b)
        text = "every value is one and the same number, and different ones are expected"
        if abs(a[0] - mean) <= tolerance:
            yield both("every value is the mean of the expected ones")
        elif len(a) > _SEEN_AT_ONCE:
            yield both(text)
    for text, function in _FUNCTIONS:
        try:
            if close(a, [function(x) for x in b]):
                yield both(text)
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
    for text, function in _INVERSE:
        try:
            # How far b moves is how far the function moves with it: the room is b's own.
            if close([function(x) for x in a], b):
                yield both(text)
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
    # Where they are all the same, it is a number that was returned, and none that was cut.
    whole = all(float(x).is_integer() for x in a) and len(set(a)) > 1
    if whole and not all(float(x).is_integer() for x in b):
        cut = close(a, [float(math.trunc(x)) for x in b])
        if cut or close(a, [float(math.floor(x)) for x in b]):
            yield both("these are whole numbers: what comes after the point is lost")
    yield from _order(a, b, tolerance, close)


_FUNCTIONS: tuple[tuple[str, Callable[[float], float]], ...] = (
    ("each value is 1 minus the expected one", lambda x: 1 - x),
    ("each value is 1 over the expected one", lambda x: 1 / x),
    ("each value is minus 1 over the expected one", lambda x: -1 / x),
    ("each value is the square of the expected one", lambda x: x * x),
    ("each value is the exponential of the expected one: a logarithm is missing", math.exp),
)
_INVERSE: tuple[tuple[str, Callable[[float], float]], ...] = (
    ("each value is the root of the expected one", lambda x: x * x),
    ("each value is the logarithm of the expected one: exp is missing, or log too many", math.exp),
)


def _order(
    a: list[float],
    b: list[float],
    tolerance: float,
    close: Callable[[Sequence[float], Sequence[float]], bool],
) -> Iterator[Pattern]:
    """The right numbers at other places."""
    if len(b) < 3:
        return
    sums = [math.fsum(b[: i + 1]) for i in range(len(b))] if len(b) <= 500 else []
    for text, other in (
        ("the values are right, in reverse order", b[::-1]),
        ("each value is the sum of all expected ones up to its place", sums),
    ):
        if other and close(a, other):
            yield both(text)
    if len(set(b)) > 2 and len(b) > 3:
        if close(a[:-1], b[1:]):
            text = "the values are shifted by one place: each is the one expected after it"
            yield both(text)
        if close(a[1:], b[:-1]):
            text = "the values are shifted by one place: each is the one expected before it"
            yield both(text)
    if close(sorted(a), sorted(b)):
        text = "these are the right values, in another order"
        yield both(text)
