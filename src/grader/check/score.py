"""From checks to the states and points of tasks (design, section 3).

A check that counts for nobody (GRADING_PROBLEM) is as if it were not there: the task's other checks
decide on all of its points. Where none is left, the task has no points, to earn or to lose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from grader.course.manifest import TaskSpec, Topic
from grader.record import GRADING_PROBLEM, CheckResult, TaskState, TopicResult

_DONE = ("pass", "partial", "uncounted")


def task_state(
    spec: TaskSpec, checks: Sequence[CheckResult], states: Mapping[str, TaskState]
) -> TaskState:
    """The state of one task; `states` holds the tasks before it. No check at all is an error."""
    if not checks:
        return "error"
    checks = [check for check in checks if check.category != GRADING_PROBLEM]
    outcomes = [check.state for check in checks]
    if not outcomes:
        return "uncounted"
    if all(state == "pass" for state in outcomes):
        return "pass"
    if all(state == "not_started" for state in outcomes):
        return "not_started"
    if not all_done(spec.requires, states):
        return "blocked"
    if _visible_pass(checks):
        return "partial"
    started = [state for state in outcomes if state not in ("pass", "not_started")]
    return started[0] if started else "fail"


def all_done(tasks: Iterable[str], states: Mapping[str, TaskState]) -> bool:
    """Whether those of the tasks that were judged are done."""
    return all(states.get(task) in (*_DONE, None) for task in tasks)


def points(spec: TaskSpec, state: TaskState) -> int:
    """The points that a task in `state` can earn: none where no check of it counts."""
    return 0 if state == "uncounted" else spec.points


def earned(spec: TaskSpec, state: TaskState, checks: Iterable[CheckResult]) -> float:
    """All points for a pass, half where all visible checks pass, blocked or not; else none."""
    half = 0.5 if state in ("partial", "blocked") and _visible_pass(checks) else 0.0
    return (1.0 if state == "pass" else half) * spec.points


def _visible_pass(checks: Iterable[CheckResult]) -> bool:
    counted = [check for check in checks if check.category != GRADING_PROBLEM]
    visible = [check.state for check in counted if check.visibility == "visible"]
    return bool(visible) and all(state == "pass" for state in visible)


def rescored(result: TopicResult, topic: Topic) -> TopicResult:
    """`result` with the states and points that its checks give as they are now."""
    states: dict[str, TaskState] = {}
    tasks = []
    for task in result.tasks:
        spec = topic.tasks[task.id]
        states[task.id] = state = task_state(spec, task.checks, states)
        got = earned(spec, state, task.checks)
        changes = {"state": state, "points": points(spec, state), "earned": got}
        tasks.append(msgspec.structs.replace(task, **changes))
    return msgspec.structs.replace(result, tasks=tasks)
