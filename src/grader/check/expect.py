"""Expectations: compare what student code returned with what is right, and say what differs.

Shape and dtype must match exactly and nothing is broadcast before comparing, but where a check says
another `shape`. Values are judged by |got - expected| <= rtol * max(max|expected|, scale), rtol
1e-5. A float64 result that is off by more than 1e-9 of that is right with a note, but where the
task is about precision (`precise`). The message stops at the first thing that is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from grader.check import patterns
from grader.check.outcome import DIFFERENCES, Called, Mismatch, Trace, trace
from grader.check.values import kind_of, no_float, oversize
from grader.explain.differs import Facts, beside, listed, located, small
from grader.explain.relations import MAX_NUMBERS, Pattern, claimed, refuted
from grader.record import Row
from grader.render.causes import LOST

RTOL = {torch.float32: 1e-5, torch.float64: 1e-9}


@dataclass(frozen=True)
class How:
    """How a value is compared: the keyword arguments of expect_close and expect_any_close."""

    axes: str = ""
    """Names of expected's axes in order, "n C" for (n, C)."""
    scale: float | None = None
    """Size of the terms that were summed; needed where the true value is about 0."""
    shape: Literal["exact", "broadcast", "squeezed"] = "exact"
    """Which shapes are right, with a note, beside expected's. With "broadcast" what broadcasts to
    exactly that, and (1, V) for (V,). With "squeezed" that without size-1 axes in front."""
    known: dict[str, int] | None = None
    """Other sizes that a wrong factor may stem from, {"T": 3}."""
    index: Tensor | None = None
    """Indices whose rows accumulate, to tell overwriting from adding."""
    rtol: float | None = None
    """In place of the dtype's."""
    precise: bool = False
    """Whether a float64 result has to be as exact as float64 is."""
    name: str = ""
    """What to call the value; by default the function that returned it."""
    slopes: tuple[Callable[[Tensor], Any], Tensor] | None = None
    """The function and the place, in float64, whose derivative is asked for."""
    words: Mapping[float, str] | None = None
    """What numbers stand for that are no numbers, in messages: {1: "True", 0: "False"}."""


def expect_close(got: Any, expected: Tensor | float, **how: Any) -> None:
    """Expect `got` to be `expected` in type, shape, dtype and, within the tolerance, in value.

    `how` are the fields of How: axes, scale, shape, known, index, rtol, precise, name, words, ...
    Raises Mismatch.
    """
    expect_any_close([(got, expected)], **how)


def expect_any_close(pairs: Iterable[tuple[Any, Tensor | float]], **how: Any) -> None:
    """Expect at least one `got` of the pairs (got, expected) to be right; see expect_close.

    The message speaks of the first pair. Pairs after one that is right are not asked for.
    """
    asked = How(**how)
    current = trace.get() or Trace()
    current.expectations += 1
    first: Mismatch | None = None
    for got, wanted in pairs:
        comparison = _comparison(got, _tensor(wanted), asked, current)
        current.comparisons.append(comparison)
        mismatch = comparison.mismatch()
        if mismatch is None:
            current.saw_margin(comparison.margin)
            if how.get("slopes") and comparison.by_differences(*how["slopes"]):
                current.note(DIFFERENCES)
            elif comparison.note:
                current.note(comparison.note)
            return
        first = first or mismatch
    assert first is not None
    raise first.at(current.expectations, asked.name)


def _comparison(got: Any, expected: Tensor, how: How, current: Trace) -> _Comparison:
    called = current.call_of(got)
    sizes = _sizes(how.axes, expected) | (how.known or {})
    facts = Facts(tuple(how.axes.split()), sizes, partial(_inputs, called), how.index)
    what = how.name or (called.name if called else "the value")
    exact = _tolerance(expected, how.scale, how.rtol)
    loose = how.rtol is None and not how.precise
    tolerance = exact * _room(expected.dtype) if loose else exact
    comparison = _Comparison(
        got, expected, tolerance, facts, what, how.shape, current.explain, exact
    )
    comparison.words = how.words or {}
    return comparison


class _Comparison:
    """One value against one expected tensor, in the order in which a message goes."""

    def __init__(
        self,
        got: Any,
        expected: Tensor,
        tolerance: float,
        facts: Facts,
        what: str,
        shape: str,
        explain: bool = False,
        exact: float = math.inf,
    ) -> None:
        self.got = got
        self.expected = expected
        self.tolerance = tolerance
        self.facts = facts
        self.what = what
        self.shape = shape
        self.explain = explain
        self.exact = exact
        self.words: Mapping[float, str] = {}
        self.margin = 0.0
        self.note = ""
        self.rows: list[Row] = []

    def mismatch(self) -> Mismatch | None:
        """None if all is right."""
        if self.got is None:
            wanted = f"a tensor of shape {self.axes_text()}"
            text = f"yours None, expected {wanted if self.expected.dim() else 'a number'}"
            return self.fails(f"{self.what} returned None", "value", text)
        got = self.got
        if type(got) in (int, float) and not no_float(got) and self.expected.dim() == 0:
            got = torch.tensor(float(got), dtype=self.expected.dtype)
        if not isinstance(got, Tensor):
            return self.fails(
                f"{self.what} returned a value of another type",
                "type",
                f"yours is {kind_of(got)}, expected a tensor of shape {self.axes_text()}",
            )
        got = got.detach()
        return self.shape_mismatch(got) or self.dtype_mismatch(got) or self.value_mismatch(got)

    def by_differences(self, function: Callable[[Tensor], Any], at: Tensor) -> bool:
        """Whether the value, which is right, was found by moving `at` and not by a formula."""
        if not isinstance(self.got, Tensor) or self.expected.dtype != torch.float64:
            return False
        with torch.no_grad():
            return patterns.of_differences(self.got.detach(), self.expected, function, at.detach())

    def accepts(self, value: Any) -> bool:
        """Whether `value` would have been right in the place of `got`."""
        other = _Comparison(value, self.expected, self.tolerance, self.facts, self.what, self.shape)
        return other.mismatch() is None

    def shape_mismatch(self, got: Tensor) -> Mismatch | None:
        yours, expected = tuple(got.shape), tuple(self.expected.shape)
        if yours == expected:
            self.rows.append(Row("shape", f"{self.axes_text()}, as expected"))
            return None
        if too_large := oversize(yours, expected):
            mismatch = self.fails(f"{self.what} has the wrong shape", "shape", too_large)
            mismatch.oversize = True
            return mismatch
        if patterns.fits(got, expected, self.shape):
            spread = f"{yours}, taken as {self.axes_text()}"
            self.note = f"the shape is {yours}; {self.what} has shape {self.axes_text()}"
            self.rows.append(Row("shape", spread))
            return None
        text = f"yours {yours}, expected {self.axes_text()}"
        pattern = None
        if self.explain and not (got.is_complex() or self.expected.is_complex()):
            pattern = patterns.of_shape(
                got.double(), self.expected.double(), self.tolerance, self.facts
            )
        return self.fails(f"{self.what} has the wrong shape", "shape", text, pattern)

    def dtype_mismatch(self, got: Tensor) -> Mismatch | None:
        if got.dtype == self.expected.dtype:
            return None
        text = f"yours {_dtype(got)}, expected {_dtype(self.expected)}"
        return self.fails(f"{self.what} has the wrong dtype", "dtype", text)

    def value_mismatch(self, got: Tensor) -> Mismatch | None:
        expected = self.expected.double()
        yours = patterns.without_leading_ones(got.double(), expected.shape)
        yours = yours.expand(expected.shape)
        if expected.numel() == 0:
            return None
        largest = float((yours - expected).abs().max())
        if largest <= self.tolerance:  # never so for nan
            self._note_precision(largest)
            self.margin = largest / self.tolerance if self.tolerance else 0.0
            return None
        bad = ~yours.isfinite() & expected.isfinite()
        if bool(bad.any()):
            at = bad.nonzero()[0].tolist()
            count = int(bad.sum())
            where = located(bad, self.facts.axes)
            text = f"{count} of {bad.numel()} values are nan or inf{_after(where)}; first at {at}"
            mismatch = self.fails(f"{self.what} holds nan or inf", "finite", text)
            if small(expected.shape) and self.explain and not self.words:
                mismatch.rows += beside(yours, expected, bad, {})
            mismatch.rows += self.zeros_behind(bad) or self.inputs_behind(bad)
            return mismatch
        same_infinity = ~expected.isfinite() & (yours == expected)
        error = torch.where(same_infinity, 0.0, (yours - expected).abs()).nan_to_num(
            float("inf"), posinf=float("inf")
        )
        wrong = error > self.tolerance
        if not bool(wrong.any()):
            self._note_precision(float(error.max()))
            self.margin = float(error.max()) / self.tolerance if self.tolerance else 0.0
            return None
        if not self.explain:
            return self.fails(f"{self.what} has wrong values", "", "")
        pattern = None
        if set(self.words) in (set(), {0, 1}):
            pattern = patterns.of_values(yours, expected, self.tolerance, self.facts)
        mismatch = self.wrong_values(yours, expected, error, wrong, pattern)
        mine, right = (t[wrong][:MAX_NUMBERS].tolist() for t in (yours, expected))
        mismatch.refutes = refuted(mine, right, self.tolerance)
        return mismatch

    def zeros_behind(self, bad: Tensor) -> list[Row]:
        """What to say if what is not finite are the rows of an input that hold zeros only."""
        if bad.dim() != 2:
            return []
        rows = bad.any(1)
        for name, value in self.facts.inputs().items():
            empty = (value == 0).flatten(1).all(1) if value.dim() > 1 else rows.new_zeros(0)
            if empty.shape == rows.shape and torch.equal(empty, rows):
                at = rows.nonzero().flatten().tolist()
                which = f"row{'s' if len(at) > 1 else ''} {listed(at)} of {name}"
                return [
                    Row(
                        "why",
                        f"0 / 0 is nan: {which} {'hold' if len(at) > 1 else 'holds'} zeros only",
                    )
                ]
        return []

    def inputs_behind(self, bad: Tensor) -> list[Row]:
        """What to say if what is not finite are the entries of an input that are 0, or negative."""
        for name, value in self.facts.inputs().items():
            if value.shape != bad.shape or bool(bad.all()):
                continue
            for mask, text in (
                (value == 0, "is 0 at these places, and at no other: a division by 0 is nan or inf,"
                 " and so is the logarithm of 0"),
                (value < 0, "is negative at these places, and at no other: log and sqrt take no"
                 " negative number"),
            ):  # fmt: skip
                if torch.equal(mask, bad):
                    return [Row("why", f"{name} {text}")]
        text = self.facts_of_exp(bad)
        return [Row("why", text)] if text else []

    def facts_of_exp(self, bad: Tensor) -> str:
        """Of large inputs: where exp leaves the range of their dtype."""
        limit = 88.0 if self.expected.dtype == torch.float32 else 709.0
        for name, value in self.facts.inputs().items():
            if value.is_floating_point() and float(value.abs().max()) > limit:
                return (
                    f"{name} holds numbers as large as {float(value.abs().max()):.4g}, and exp "
                    f"of more than {limit:g} is inf in {_dtype(self.expected)}, of less than "
                    f"-{limit:g} next to 0"
                )
        return ""

    def _note_precision(self, largest: float) -> None:
        if largest > self.exact:
            self.note = f"{self.what} is {LOST}"

    def wrong_values(
        self,
        yours: Tensor,
        expected: Tensor,
        error: Tensor,
        wrong: Tensor,
        pattern: Pattern | None,
    ) -> Mismatch:
        first = tuple(wrong.nonzero()[0].tolist())
        worst = tuple(int(i) for i in np.unravel_index(int(error.argmax()), error.shape))
        where = _after(located(wrong, self.facts.axes))
        counted = f"{int(wrong.sum())} of {wrong.numel()} differ{where}; first at {list(first)}: "
        values = f"yours {self.said(yours[first])}, expected {self.said(expected[first])}"
        accepted = f"up to {self.tolerance:.2g} is accepted"
        room = self.tolerance > 0  # of what is counted, nothing is said
        if self.words:
            self.rows.append(Row("values", counted + values))
        elif wrong.dim() == 0:
            self.rows = [Row("value", values), *([Row("", accepted)] if room else [])]
        else:
            largest = f"largest difference {float(error[worst]):.3g} at {list(worst)}"
            largest += f"; {accepted}" if room else ""
            self.rows += [Row("values", counted + values), Row("", largest)]
        claims = pattern is None or claimed(pattern.closed)
        if claims and small(expected.shape):
            self.rows += beside(yours, expected, wrong, self.words)
        label = "values" if wrong.dim() else "value"
        return self.fails(f"{self.what} has wrong {label}", "", "", pattern)

    def said(self, entry: Tensor) -> str:
        """One entry as a person would write it."""
        return self.words.get(float(entry), f"{float(entry):.6g}")

    def fails(
        self, summary: str, label: str, text: str, pattern: Pattern | None = None
    ) -> Mismatch:
        rows = list(self.rows)
        if text:
            rows.append(Row(label, text))
        if pattern is not None:
            rows.append(Row("pattern", pattern.text))
        return Mismatch(
            summary, rows, got=self.got, pattern=pattern.closed if pattern is not None else ""
        )

    def axes_text(self) -> str:
        shape = tuple(self.expected.shape)
        names = ", ".join(self.facts.axes).replace("*", " * ")
        return f"{shape} = ({names}{',' if len(shape) == 1 else ''})" if names else f"{shape}"


def _tensor(value: Tensor | float) -> Tensor:
    if isinstance(value, Tensor):
        return value.detach()
    return torch.tensor(value, dtype=torch.float64)


def _tolerance(expected: Tensor, scale: float | None, rtol: float | None) -> float:
    if not expected.is_floating_point():
        return 0.0
    relative = RTOL.get(expected.dtype, 1e-5) if rtol is None else rtol
    largest = float(expected.abs().max()) if expected.numel() else 0.0
    if not math.isfinite(largest):
        finite = expected[expected.isfinite()]
        largest = float(finite.abs().max()) if finite.numel() else 0.0
    return relative * max(largest, scale or 0.0)


def _room(dtype: torch.dtype) -> float:
    """How many tolerances of its own a result of a dtype may be off to be right in float32."""
    return RTOL[torch.float32] / RTOL[dtype] if dtype in RTOL else 1.0


def _sizes(axes: str, expected: Tensor) -> dict[str, int]:
    names = axes.split()
    if names and len(names) != expected.dim():
        raise ValueError(f"axes {axes!r} do not fit a tensor of {expected.dim()} axes")
    sizes = zip(names, expected.shape, strict=False)
    return {name: size for name, size in sizes if name.isidentifier()}


def _inputs(called: Called | None) -> dict[str, Tensor]:
    """The tensors that went into the call, by name ("f.probs", "logits"), as float64."""
    found: dict[str, Tensor] = {}
    for name, value in called.arguments() if called else []:
        named = {name: value}
        if isinstance(value, SimpleNamespace):
            named = {f"{name}.{key}": item for key, item in vars(value).items()}
        for key, item in named.items():
            if isinstance(item, Tensor) and not item.is_complex():
                found[key] = item.detach().double()
    return found


def _dtype(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _after(where: str) -> str:
    return f", {where}" if where else ""
