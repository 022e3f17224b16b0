"""From checks to the states and points of tasks (design, section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from grader.course.manifest import TaskSpec
from grader.record import CheckResult, TaskState

_DONE = ("pass", "partial")


def task_state(
    spec: TaskSpec, checks: Sequence[CheckResult], states: Mapping[str, TaskState]
) -> TaskState:
    """The state of one task; `states` holds the tasks before it. No check at all is an error."""
    if not checks:
        return "error"
    outcomes = [check.state for check in checks]
    if all(state == "pass" for state in outcomes):
        return "pass"
    if all(state == "not_started" for state in outcomes):
        return "not_started"
    visible = [check.state for check in checks if check.visibility == "visible"]
    if visible and all(state == "pass" for state in visible):
        return "partial"
    if not all_done(spec.requires, states):
        return "blocked"
    started = [state for state in outcomes if state not in ("pass", "not_started")]
    return started[0] if started else "fail"


def all_done(tasks: Iterable[str], states: Mapping[str, TaskState]) -> bool:
    """Whether those of the tasks that were judged are done."""
    return all(states.get(task) in (*_DONE, None) for task in tasks)


def points(spec: TaskSpec, state: TaskState) -> float:
    """All points for a pass, half for a partial, else none."""
    return {"pass": 1.0, "partial": 0.5}.get(state, 0.0) * spec.points
