"""The part of a topic's page on experiments: predictions, numbers that hold, who got there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from classroom.report.page import shown
from classroom.report.pages.site import Person
from grader.course.experiments import GOAL, NUMBERS, REPORT
from grader.record import TaskResult

_MAX_BECAUSE = 600


def experiment_rows(
    people: Sequence[Person], topic: str, tasks: Sequence[TaskResult]
) -> list[dict[str, Any]]:
    """Of each experiment of a topic: counts, and the students who reached its goal."""
    return [_row(people, topic, task) for task in tasks if task.file == REPORT]


def _row(people: Sequence[Person], topic: str, asked: TaskResult) -> dict[str, Any]:
    found = [
        (person, task)
        for person in people
        for task in person.topics[topic].tasks
        if task.id == asked.id
    ]
    reports = [(person, task.report) for person, task in found if task.report is not None]
    keys = Counter(report.prediction for _, report in reports if report.prediction)
    right = {report.prediction for _, report in reports if report.right}
    return {
        "task": asked,
        "predictions": [
            f"{key} {keys[key]}{' (right)' if key in right else ''}" for key in sorted(keys)
        ],
        "reported": sum(bool(report.found) for _, report in reports),
        "hold": sum(_state(task, NUMBERS) == "pass" for _, task in found),
        "has_goal": any(part.name == GOAL for _, task in found for part in task.parts),
        "goal": [person for person, task in found if task.parts and _state(task, GOAL) == "pass"],
        "because": [
            (person, shown(report.because, _MAX_BECAUSE))
            for person, report in reports
            if report.because
        ],
    }


def _state(task: TaskResult, part: str) -> str:
    """The state of a part, of the whole task where it has none."""
    return next((each.state for each in task.parts if each.name == part), task.state)
