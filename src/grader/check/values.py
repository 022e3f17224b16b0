"""Expectations on plain values: numbers, lists, text. Nothing here imports torch.

A list of numbers is judged like a tensor (grader.check.expect): each entry by
|got - expected| <= rtol * max(max|expected|, scale), and the message names the first that is wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from grader.check.outcome import Mismatch, Trace, trace
from grader.escape import plain
from grader.explain.relations import claimed, of_numbers, refuted, telling
from grader.record import Row
from grader.sandbox.kinds import is_array, is_tensor

RTOL = 1e-9
_SHOWN_ENTRIES = 8
# The budget for one value: with more it is neither compared, nor searched for patterns, nor matched
# with mistakes. So many times the entries, or so many where few are expected; so many axes more.
_TIMES, _ENTRIES, _AXES = 8, 1 << 16, 3
# What is written out before it is cut: numbers, texts and entries of tensors, at every level.
_WRITTEN = 2_000
_NAMED_ENTRIES = 3
_WORD = 63
# What is cut, or has no exact text.
_INEXACT = re.compile(r"\d\.\d|\de[-+]|tensor|array|Tensor|nan|inf|<|\.\.\.")
# By chance, one value in 4 thousand million has the bits of another one.
_TELLING_BITS = 32


class Seen(NamedTuple):
    """What a check saw the code do, which explains wrong values of that very call.

    `mistake` is the key of the known mistake that this is (the name of its file), "" if it is none.
    `text` tells it.
    """

    mistake: str
    text: str


def oversize(yours: Sequence[int], expected: Sequence[int]) -> str:
    """Why a value of shape `yours` is not looked at where `expected` is right; "" if it is."""
    entries, wanted = math.prod(yours), math.prod(expected)
    if entries > max(_TIMES * wanted, _ENTRIES):
        are = "is" if wanted == 1 else "are"
        return (
            f"yours has shape {tuple(yours)}: {entries:,} entries where {wanted:,} {are} expected"
        )
    if len(yours) > len(expected) + _AXES:
        return f"yours has {len(yours)} axes where {len(expected)} are expected"
    return ""


def shown(value: Any, limit: int = 200) -> str:
    """`value` written out, cut after `limit` characters; what it is, where it is too large."""
    left, waiting = _WRITTEN, [value]
    while waiting and left >= 0:
        each = waiting.pop()
        left -= 1
        if is_tensor(each):
            left -= each.numel()
        elif is_array(each):
            left -= each.size
        elif isinstance(each, SimpleNamespace):
            waiting += vars(each).values()
        elif isinstance(each, list | tuple | dict):
            if len(each) > left:
                left = -1
            else:
                waiting += [*each.keys(), *each.values()] if isinstance(each, dict) else each
    return plain(repr(value) if left >= 0 else kind_of(value), limit)


def expect_equal(got: Any, expected: Any, *, name: str = "") -> None:
    """Expect `got` to equal `expected` in type and value. Raises Mismatch."""
    current = trace.get() or Trace()
    current.expectations += 1
    if _same(got, expected):
        return
    called = current.call_of(got)
    what = name or (called.name if called else "the value")
    rows = [Row("value", _difference(got, expected))]
    mismatch = Mismatch(f"{what} is not as expected", rows, got=got)
    raise mismatch.at(current.expectations, name)


def in_words(value: Any) -> str:
    """What texts, whole numbers, truth values and None are, in lists or not; "" of anything else.

    Digits behind a point depend on the processor.
    """
    text = shown(value, _WRITTEN)
    return "" if _INEXACT.search(text) else f"{type(value).__name__} {text}"


def _difference(got: Any, expected: Any) -> str:
    """What differs: the first entry of lists that are long, else the whole of both."""
    plain_lists = isinstance(got, list | tuple) and type(got) is type(expected)
    if plain_lists and len(got) == len(expected) > _SHOWN_ENTRIES:
        wrong = [i for i, pair in enumerate(zip(got, expected, strict=True)) if not _same(*pair)]
        at = wrong[0]
        values = f"yours {shown(got[at], 80)}, expected {shown(expected[at], 80)}"
        return f"{len(wrong)} of {len(got)} entries differ; first at [{at}]: {values}"
    return f"yours {shown(got)}, expected {shown(expected)}"


def expect_that(ok: bool, *, name: str, yours: Any, expected: str, values: Any = None) -> None:
    """Expect that a property holds which has no right value: "another order with another seed".

    ok        whether it holds; the check finds out, never a driver
    name      what has the property
    yours     the value without it, a text or anything else that can be shown
    expected  the property, to complete "expected ..."
    values    the tensor, or list of numbers, by which a mistake gets its name (by default `yours`);
              a value of few bits names none

    Raises Mismatch.
    """
    current = trace.get() or Trace()
    current.expectations += 1
    if ok:
        return
    text = f"yours {_said(yours)}, expected {expected}"
    got = yours if values is None else values
    telling = got if _bits(got) >= _TELLING_BITS else text
    raise Mismatch(f"{name}: not as expected", [Row("value", text)], got=telling).at(
        current.expectations, name
    )


def expect_numbers(
    got: Any,
    expected: Sequence[float],
    *,
    names: Sequence[str] = (),
    scale: float = 0.0,
    rtol: float = RTOL,
    name: str = "",
    seen: Seen | None = None,
    words: Mapping[float, str] | None = None,
) -> None:
    """Expect `got` to be a list (or tuple) of the numbers `expected`, within the tolerance.

    names     what each entry is, "da", to be named in messages (by default its index)
    scale     size of the terms that were summed; needed where the true value is about 0
    rtol      for expected values that were rounded, or found by finite differences
    name      what to call the list (by default the function that returned it)
    seen      what the code did, said where the numbers are wrong; a mistake is named by it alone
    words     what numbers stand for that are no numbers, in messages: {-1: "nan"}

    Raises Mismatch.
    """
    current = trace.get() or Trace()
    current.expectations += 1
    called = current.call_of(got)
    what = name or (called.name if called else "the value")
    tolerance = rtol * max(scale, *(abs(number) for number in expected))
    labels = list(names) or [f"[{i}]" for i in range(len(expected))]
    if len(labels) != len(expected):
        raise ValueError(f"{len(labels)} names for {len(expected)} numbers")
    comparison = Numbers(got, list(expected), tolerance, labels, what, words or {})
    current.comparisons.append(comparison)
    mismatch = comparison.mismatch()
    if mismatch is not None:
        if seen is not None:
            mismatch.shows = seen.mistake
            mismatch.rows.append(Row("seen", seen.text))
        raise mismatch.at(current.expectations, name)
    current.saw_margin(comparison.margin)


def expect_number(got: Any, *, name: str = "") -> None:
    """Expect a result that is compared beside others to be one number. Raises Mismatch.

    Told of the call by itself: the shape of all results together says nothing of it.
    """
    if type(got) in (int, float) or (is_tensor(got) and got.numel() == 1):
        return
    current = trace.get() or Trace()
    current.expectations += 1
    called = current.call_of(got)
    what = called.name if called else "the value"
    row = Row("type", f"yours is {kind_of(got)}, expected one number")
    if is_tensor(got):
        shape = tuple(got.shape)
        row = Row("shape", oversize(shape, ()) or f"yours has shape {shape}, expected one number")
    mismatch = Mismatch(f"{what} is not one number", [row], got=got)
    mismatch.oversize = is_tensor(got) and bool(oversize(tuple(got.shape), ()))
    raise mismatch.at(current.expectations, name)


class Numbers:
    """One list of numbers against the expected one, in the order in which a message goes."""

    def __init__(
        self,
        got: Any,
        expected: list[float],
        tolerance: float,
        labels: list[str],
        what: str,
        words: Mapping[float, str],
    ) -> None:
        self.got = got
        self.expected = expected
        self.tolerance = tolerance
        self.labels = labels
        self.what = what
        self.words = words
        self.margin = 0.0

    def mismatch(self) -> Mismatch | None:
        """None if all is right."""
        return self.of_kind() or self.of_values([as_float(value) for value in self.got])

    def accepts(self, value: Any) -> bool:
        """Whether `value` would have been right in the place of `got`."""
        other = Numbers(value, self.expected, self.tolerance, self.labels, self.what, self.words)
        return other.mismatch() is None

    def of_kind(self) -> Mismatch | None:
        """What is wrong other than the values."""
        count = len(self.expected)
        if self.got is None:
            text = f"yours None, expected a list of {count} numbers"
            return self.fails(f"{self.what} returned None", [Row("value", text)])
        if not isinstance(self.got, list | tuple):
            text = f"yours is {kind_of(self.got)}, expected a list of {count} numbers"
            return self.fails(f"{self.what} is a value of another type", [Row("type", text)])
        if len(self.got) != count:
            text = f"yours has {len(self.got)} entries, expected {count}"
            mismatch = self.fails(f"{self.what} has the wrong length", [Row("length", text)])
            mismatch.oversize = bool(oversize([len(self.got)], [count]))
            return mismatch
        for label, value in zip(self.labels, self.got, strict=True):
            if type(value) not in (int, float, bool) or no_float(value):
                text = f"{label}: yours is {kind_of(value)}, expected a number"
                return self.fails(f"{self.what} holds something else", [Row("type", text)])
        return None

    def of_values(self, yours: list[float]) -> Mismatch | None:
        """What is wrong with the values."""
        errors = [_distance(a, b) for a, b in zip(yours, self.expected, strict=True)]
        wrong = [i for i, error in enumerate(errors) if not error <= self.tolerance]
        if not wrong:
            self.margin = max(errors) / self.tolerance if self.tolerance else 0.0
            return None
        first = wrong[0]
        a = yours[first]
        text = f"{len(wrong)} of {len(yours)} differ; first {self.labels[first]}: "
        rows = [
            Row(
                "values", f"{text}yours {self.said(a)}, expected {self.said(self.expected[first])}"
            ),
        ]
        counted = a.is_integer() and all(float(number).is_integer() for number in self.expected)
        if not (counted or a in self.words or self.expected[first] in self.words):
            rows.append(Row("", f"up to {self.tolerance:.2g} is accepted"))
        pattern, closed = _pattern(yours, self.expected, self.tolerance, self.words)
        if 1 < len(yours) <= _SHOWN_ENTRIES and (not pattern or claimed(closed)):
            rows += [Row("yours", self.listed(yours)), Row("expected", self.listed(self.expected))]
        if pattern:
            rows.append(Row("pattern", pattern))
        mismatch = self.fails(f"{self.what}: wrong value", rows, closed)
        mismatch.refutes = refuted(yours, self.expected, self.tolerance)
        return mismatch

    def listed(self, numbers: list[float]) -> str:
        """The numbers with their names."""
        pairs = zip(self.labels, numbers, strict=True)
        return ", ".join(f"{label} {self.said(number)}" for label, number in pairs)

    def said(self, number: float) -> str:
        """One number as a person would write it."""
        return self.words.get(number, f"{number:.6g}")

    def fails(self, summary: str, rows: list[Row], pattern: str = "") -> Mismatch:
        """A mismatch with these rows; the patterns hold no number of the run."""
        return Mismatch(summary, rows, got=self.got, pattern=pattern)


def kind_of(value: Any) -> str:
    """What `value` is, with an article and its size: "a list of 3", "an int of 1,329 bits"."""
    if value is None:
        return "None"
    if is_tensor(value):
        return f"a tensor of shape {tuple(value.shape)}, {str(value.dtype).removeprefix('torch.')}"
    if is_array(value):
        return f"a numpy array of shape {value.shape}"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, str | bytes):
        return f"{'a str' if isinstance(value, str) else 'bytes'} of length {len(value):,}"
    if isinstance(value, int) and value.bit_length() > _WORD:
        return f"an int of {value.bit_length():,} bits"
    if isinstance(value, float) and not math.isfinite(value):
        return f"the float {value}"
    article = "an" if type(value).__name__[0] in "aeiou" else "a"
    return f"{article} {type(value).__name__}"


def described(value: Any) -> str:
    """What `value` is, and what its first entries are."""
    entries = (
        list(value.values() if isinstance(value, dict) else value)[:_NAMED_ENTRIES]
        if (isinstance(value, list | tuple | dict))
        else []
    )
    if not entries:
        return kind_of(value)
    more = ", ..." if len(value) > len(entries) else ""
    return f"{kind_of(value)} ({', '.join(map(kind_of, entries))}{more})"


def as_float(value: float) -> float:
    """`value` as a float; infinite for a whole number that is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def no_float(value: Any) -> bool:
    """Whether `value` is a whole number that is too large for a float."""
    return isinstance(value, int) and math.isinf(as_float(value))


def _distance(a: float, b: float) -> float:
    return 0.0 if a == b else abs(a - b)


def _pattern(
    yours: list[float], expected: list[float], tolerance: float, words: Mapping[float, str]
) -> tuple[str, str]:
    """A statement about all wrong numbers that is certain, and its closed form; "" if none is."""
    if set(words) != {0, 1} and set(words) & {*yours, *expected}:
        return "", ""  # these numbers stand for what is no number
    clear = {number for number in expected if abs(number) > 100 * tolerance}
    if len(clear) > 1:
        if not any(yours):
            return ("every value is 0",) * 2
        told = len(clear) > 2 or telling(expected, tolerance)
        for said, factor in (("2", 2.0), ("1/2", 0.5)):
            if told and all(
                abs(a - factor * b) <= tolerance for a, b in zip(yours, expected, strict=True)
            ):
                return (f"every value is {said} times the expected one",) * 2
    return of_numbers(yours, expected, tolerance) or ("", "")


def _same(got: Any, expected: Any) -> bool:
    """Equality in type and value at every level; tensors and arrays never equal anything."""
    if type(got) is not type(expected) or is_tensor(got) or is_array(got):
        return False
    if isinstance(got, list | tuple):
        return len(got) == len(expected) and all(map(_same, got, expected))
    if isinstance(got, SimpleNamespace):
        return _same(vars(got), vars(expected))
    if isinstance(got, dict):
        return got.keys() == expected.keys() and all(_same(got[k], expected[k]) for k in expected)
    return bool(got == expected)


def _said(value: Any) -> str:
    if isinstance(value, str):
        return plain(value[:_WRITTEN], 200)
    if isinstance(value, list) and len(value) > _SHOWN_ENTRIES and finite_numbers(value):
        first = ", ".join(map(str, value[:_SHOWN_ENTRIES]))
        return plain(f"[{first}, ...], {len(value)} numbers", 200)
    small = (is_tensor(value) and value.numel() < _WRITTEN) or (
        is_array(value) and value.size < _WRITTEN
    )
    return shown(value.tolist() if small else value)


def _bits(value: Any) -> float:
    """About how many bits a tensor or a list of numbers tells, 0 for anything else."""
    if is_tensor(value):
        value = value.flatten()[:_WRITTEN].tolist()
    numbers = finite_numbers(value) or []
    broken = {number for number in numbers if not number.is_integer()}
    return len(numbers) * math.log2(len(set(numbers)) or 1) + 16 * len(broken)


def finite_numbers(value: Any) -> list[float] | None:
    """`value` as a list of finite numbers, at least one; None if it is something else."""
    if not isinstance(value, list | tuple) or not value:
        return None
    if any(type(item) not in (int, float, bool) for item in value):
        return None
    numbers = [as_float(item) for item in value]
    return numbers if all(map(math.isfinite, numbers)) else None
