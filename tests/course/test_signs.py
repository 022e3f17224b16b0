"""What a run of the reference tells of inputs: signs in hidden checks alone, axes of one length."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch
from tests.course.keep import COURSE, kept

from classroom.author.audit import equal_sizes, unseen_signs
from classroom.author.compose import solutions
from classroom.author.trials import Bench, Trial
from grader.course.manifest import Course

TOPICS = [
    "calculus_and_descent",
    "makemore1",
    *(
        pytest.param(topic, marks=pytest.mark.full)
        for topic in COURSE.topics
        if topic not in ("calculus_and_descent", "makemore1")
    ),
]


@pytest.mark.parametrize("topic", TOPICS)
def test_visible_checks_give_every_sign(course: Course, bench: Bench, topic: str) -> None:
    """No argument of a function is negative, 0 or positive in hidden checks alone."""
    trial = Trial("reference", solutions(course, course.topic(topic)), (topic,))
    [(_, problems)] = bench.examine(unseen_signs, [trial])
    kept(problems)


def a_run(visible: list[tuple[str, Any]], hidden: list[tuple[str, Any]]) -> Any:
    """A finished run of two checks of the task `shift`: the functions called, each with a value."""
    task = SimpleNamespace(id="shift", names=["shift"])
    calls = {"visible": visible, "hidden": hidden}
    traces = {
        check: SimpleNamespace(
            calls=[SimpleNamespace(name=name, args=[value], kwargs={}) for name, value in made]
        )
        for check, made in calls.items()
    }
    specs = {check: SimpleNamespace(task=task, visibility=check) for check in calls}
    return SimpleNamespace(topic=SimpleNamespace(id="topic"), specs=specs, traces=traces)


@pytest.mark.parametrize(
    ("visible", "hidden", "new"),
    [
        ([("shift", 2.0)], [("shift", -1.0)], "negative"),
        ([("shift", torch.tensor([1.0, -1.0]))], [("shift", torch.zeros(2))], "0"),
        ([("shift", [1, 2])], [("shift", [-1.0, 0.0, 3.0])], "0 and negative"),
        ([("shift", 2.0), ("shift", -3)], [("shift", -1.0)], ""),
        ([("driver", -1.0), ("shift", 1.0)], [("shift", -1.0)], ""),
        ([("shift", 1.0)], [("driver", -1.0), ("shift", 2.0)], ""),
        ([("shift", 1.0)], [("shift", True), ("shift", "text")], ""),
    ],
)
def test_a_sign_that_is_new_in_hidden_checks_is_told(
    visible: list[tuple[str, Any]], hidden: list[tuple[str, Any]], new: str
) -> None:
    """By its argument; what a driver of a visible check is given counts as shown."""
    told = [str(problem) for problem in unseen_signs(a_run(visible, hidden))]
    assert len(told) == bool(new)
    assert all(f"argument 1 of shift is {new} in hidden checks only" in line for line in told)


@pytest.mark.parametrize(
    ("shapes", "wanted", "said"),
    [
        ([(3, 2), (2, 3)], (), "has a tensor of (3, 2) and one of (2, 3)"),
        ([(4, 1, 4)], (), "two axes of (4, 4) have one length"),
        ([(5, 2), (4, 3)], (), ""),
        ([(27, 27), (1, 6), (6, 1)], (), ""),
        ([(3, 3)], ("gen",), ""),
    ],
)
def test_axes_of_one_length_are_told_of_a_check_by_hand(
    shapes: list[tuple[int, ...]], wanted: tuple[str, ...], said: str
) -> None:
    """Square or turned tensors hide a swapped axis; letters, axes of 1 and drawn inputs do not."""
    called = SimpleNamespace(args=[[torch.zeros(shape) for shape in shapes]], kwargs={})
    run: Any = SimpleNamespace(
        specs={"check": SimpleNamespace(wanted=("student", *wanted))},
        traces={"check": SimpleNamespace(calls=[called])},
    )
    found = [str(problem) for problem in equal_sizes(run)]
    assert len(found) == bool(said)
    assert all(said in line for line in found)
