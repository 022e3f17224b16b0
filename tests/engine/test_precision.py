"""One tolerance for float32 and float64, and no name that speaks of a dtype which is not there."""

from __future__ import annotations

import pytest
import torch
from tests.engine.render_samples import check, record, task, topic
from torch import Tensor

from classroom.report.statistics import topic_items
from grader import expect_close
from grader.check.naming import agree, fingerprint, same_values
from grader.check.outcome import DIFFERENCES, Mismatch, Trace, trace
from grader.check.patterns import of_differences
from grader.render.causes import LOST, notes_of

RIGHT = torch.linspace(1, 3, 7, dtype=torch.float64).sqrt()


def notes_on(got: Tensor, **how: object) -> list[str]:
    """The notes of a comparison with RIGHT that passes."""
    current = Trace()
    token = trace.set(current)
    try:
        expect_close(got, RIGHT, name="the root", **how)
    finally:
        trace.reset(token)
    return current.notes


def test_float64_that_is_right_to_float32_gets_a_note() -> None:
    """What was computed in float32 and cast back is right; nothing is said of what is exact."""
    assert notes_on(RIGHT.float().double()) == [f"the root is {LOST}"]
    assert notes_on(RIGHT * (1 + 1e-12)) == []


def test_precision_is_no_note_where_a_value_is_wrong() -> None:
    """What is a little off in one check may come of what is wrong in another one."""
    noted = [check("t", 1, notes=[f"y is {LOST}", "t changes x in place; clone it"])]
    assert notes_of(task("t", "M4-E1", "pass", noted)) == noted[0].notes
    wrong = [*noted, check("t", 2, state="fail")]
    assert notes_of(task("t", "M4-E1", "fail", wrong)) == noted[0].notes[1:]


@pytest.mark.parametrize("how", [{"precise": True}, {"rtol": 1e-9}])
def test_where_precision_is_the_task_it_is_asked_for(how: dict[str, object]) -> None:
    """A check that says so, or names its own tolerance, refuses the same values."""
    with pytest.raises(Mismatch):
        notes_on(RIGHT.float().double(), **how)


@pytest.mark.parametrize("factor", [1 + 1e-4, 1 - 2e-5])
def test_what_is_wrong_in_float32_is_wrong_in_float64(factor: float) -> None:
    """The rule takes no more than one dtype's rounding."""
    with pytest.raises(Mismatch):
        notes_on(RIGHT * factor)


def test_the_same_numbers_in_another_dtype_are_no_evidence() -> None:
    """Else a float64 result could be told that it is float32."""
    single, double = RIGHT.float(), RIGHT.float().double()
    assert same_values(single, single.clone())
    assert not same_values(single, double)
    prints = [fingerprint(value, "test_x.py::test_root", 1) for value in (single, double)]
    assert None not in prints
    assert agree(prints[0], prints[0])  # type: ignore[arg-type]
    assert not agree(prints[0], prints[1])  # type: ignore[arg-type]


def loss(z: Tensor) -> Tensor:
    """A smooth function of several numbers."""
    return (z.tanh() * z.exp()).sum()


def slope(z: Tensor) -> Tensor:
    """Its derivative."""
    return z.exp() * (1 - z.tanh() ** 2 + z.tanh())


@pytest.mark.parametrize("step", [1e-3, 1e-4])
@pytest.mark.parametrize("sides", [(1, 1), (1, 0), (0, 1)], ids=["central", "forward", "backward"])
def test_a_difference_quotient_is_told(step: float, sides: tuple[int, int]) -> None:
    """Where its error is no rounding: it is right, and a note says what it is."""
    at = torch.linspace(-1.5, 1.2, 6, dtype=torch.float64)
    up, down = (side * step * torch.eye(6, dtype=torch.float64) for side in sides)
    rows = [
        (loss(at + u) - loss(at - d)) / (sum(sides) * step) for u, d in zip(up, down, strict=True)
    ]
    got = torch.stack(rows)
    accepted = float((got - slope(at)).abs().max()) <= 1e-5 * float(slope(at).abs().max())
    assert of_differences(got, slope(at), loss, at)
    if accepted:
        current = Trace()
        token = trace.set(current)
        expect_close(got, slope(at), slopes=(loss, at))
        trace.reset(token)
        assert current.notes == [DIFFERENCES]


def test_what_only_looks_like_one_is_not_told() -> None:
    """A derivation, exact or rounded to float32 on the way, is none; nor is a wrong one."""
    at = torch.linspace(-1.5, 1.2, 6, dtype=torch.float64)
    for got in (slope(at), slope(at).float().double(), slope(at.float()).double(), 2 * slope(at)):
        assert not of_differences(got, slope(at), loss, at)


def test_an_instructor_sees_how_many_have_used_one() -> None:
    """As a number beside the task, and points are what they were."""
    by_differences = [check("f", 1, notes=[DIFFERENCES])], [check("f", 1)]
    records = [
        record(name, [topic([task("f", "T-1", "pass", own), task("g", "T-2", "pass", [])])])
        for name, own in zip(("ada", "bea"), by_differences, strict=True)
    ]
    own = records[0].topics[0]
    items = topic_items(own, own.tasks, records).items
    assert [item.differences for item in items] == [1, 0]
    assert [item.p for item in items] == [1.0, 1.0]
    assert [flag for item in items for flag in item.flags if "diff" in flag] == ["differences: 1"]
