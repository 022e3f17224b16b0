"""The tolerance audit: a clearly wrong answer must not pass for the right one.

While the reference is judged, every comparison is asked again with its expected value times 1.01,
zeros, its transpose and a shuffled copy. Where such a change moves an entry by 100 tolerances or
more, it must be refused; where it moves none that far, the comparison tells little, and the
check has to say why that is right (`tolerance_reason` of its task marker).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from classroom.author.contract import Problem
from grader.check.run import TopicRun

FAR = 100.0
# With rtol 1e-4, 1% is 100 tolerances but for rounding.
_ROUNDING = 1e-3


def doubts(run: TopicRun) -> list[Problem]:
    """What the comparisons of a finished run of the reference would wrongly accept."""
    found: list[Problem] = []
    for check_id, spec in run.specs.items():
        accepted: dict[str, str] = {}
        weak: dict[str, str] = {}
        for number, comparison in enumerate(run.traces[check_id].comparisons, 1):
            expected = _tensor(comparison.expected)
            for change, value in _changes(expected):
                moved = _moved(value, expected, comparison.tolerance)
                shown = f"{change} is off by {moved:.3g} tolerances (comparison {number})"
                # A check may compare many times; each kind of change is told once.
                if moved < FAR * (1 - _ROUNDING):
                    weak.setdefault(change, shown)
                elif comparison.accepts(_like(value, comparison.expected)):
                    accepted.setdefault(change, shown)
        if accepted:
            what = f"accepts wrong values: {', '.join(accepted.values())}"
            found.append(Problem(check_id, what, "mend the comparison: it must refuse them"))
        if weak and not spec.tolerance_reason:
            what = f"tells little: {', '.join(weak.values())}, {FAR:g} are asked for"
            advice = "draw other inputs, or a smaller scale or rtol; if it has to be so, say why "
            advice += "in @task(..., tolerance_reason=...)"
            found.append(Problem(check_id, what, advice))
    return found


def _tensor(expected: Tensor | list[float]) -> Tensor:
    if isinstance(expected, list):
        return torch.tensor(expected, dtype=torch.float64)
    return expected


def _like(value: Tensor, expected: Tensor | list[float]) -> Any:
    return value.tolist() if isinstance(expected, list) else value


def _changes(expected: Tensor) -> Iterator[tuple[str, Tensor]]:
    """(what it is, the changed value) of everything that must be told from `expected`."""
    if not expected.numel():
        return
    if expected.is_floating_point():
        yield "the expected value x 1.01", expected * 1.01
    yield "zeros", torch.zeros_like(expected)
    if expected.dim() == 2 and expected.numel() > 1:
        yield "the transpose", expected.T.contiguous()
    if expected.numel() > 1:
        yield "a shuffled copy", _shuffled(expected)


def _shuffled(expected: Tensor) -> Tensor:
    """The entries in another order, by chance but always the same, that differs if one does."""
    flat = expected.flatten()
    order = torch.randperm(flat.numel(), generator=torch.Generator().manual_seed(1))
    mixed = flat[order]
    if torch.equal(mixed, flat):
        mixed = flat.roll(1)
    return mixed.reshape(expected.shape)


def _moved(value: Tensor, expected: Tensor, tolerance: float) -> float:
    """The largest change of an entry in tolerances; another shape is as far as can be."""
    if value.shape != expected.shape:
        return float("inf")
    change = (value.double() - expected.double()).abs().nan_to_num(0.0)
    largest = float(change.max())
    if largest == 0.0:
        return 0.0
    return largest / tolerance if tolerance else float("inf")
