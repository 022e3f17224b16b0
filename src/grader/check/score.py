"""From checks to the states and points of tasks (design, section 3).

A check that counts for nobody (GRADING_PROBLEM) is as if it were not there: the task's other checks
decide on all of its points. Where none is left, the task has no points, to earn or to lose.

A part of a task is scored as a task is, by the checks that name it. `with_names` says which of the
names of mistakes a task's checks keep, `with_claims` which of their patterns.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from grader.course.manifest import PartSpec, TaskSpec, Topic
from grader.explain.relations import claimed
from grader.record import (
    GRADING_PROBLEM,
    CheckResult,
    Row,
    TaskPart,
    TaskState,
    TopicResult,
    with_rows,
)

DONE = ("pass", "partial", "uncounted")


class Score(NamedTuple):
    """What the checks of a task give; `standing` is its state for tasks that require it."""

    state: TaskState
    points: int
    earned: float
    parts: list[TaskPart]
    standing: TaskState


def score(spec: TaskSpec, checks: Sequence[CheckResult], before: Mapping[str, TaskState]) -> Score:
    """The score of one task; `before` holds the standings of the tasks before it."""
    state = task_state(spec, checks, before)
    if not spec.parts:
        return Score(state, points(spec, state), earned(spec, state, checks), [], state)
    parts = []
    for part in spec.parts:
        own = [check for check in checks if check.part == part.name]
        # Of a part that did not run there is nothing to say, and nothing to earn.
        if own:
            found = task_state(spec, own, before)
            worth, got = points(part, found), earned(part, found, own)
            parts.append(TaskPart(name=part.name, points=worth, state=found, earned=got))
    got = sum(part.earned for part in parts)
    uncounted = {part.name for part in parts if part.state == "uncounted"}
    worth = sum(part.points for part in spec.parts if part.name not in uncounted)
    if got and state not in ("pass", "blocked"):
        state = "partial"
    main = parts[0].state if parts else state
    return Score(state, worth, got, parts, state if main in DONE else main)


def task_state(
    spec: TaskSpec, checks: Sequence[CheckResult], states: Mapping[str, TaskState]
) -> TaskState:
    """The state of one task or part by its checks alone. No check at all is an error."""
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


def standings(topic: Topic, checks: Sequence[CheckResult]) -> dict[str, TaskState]:
    """The states of the tasks with checks among these, for what requires them."""
    found: dict[str, TaskState] = {}
    for spec in topic.tasks.values():
        if own := [check for check in checks if check.task == spec.id]:
            found[spec.id] = score(spec, own, found).standing
    return found


def all_done(tasks: Iterable[str], states: Mapping[str, TaskState]) -> bool:
    """Whether those of the tasks that were judged are done."""
    return all(states.get(task) in (*DONE, None) for task in tasks)


def any_wrong(tasks: Iterable[str], states: Mapping[str, TaskState]) -> bool:
    """Whether one of the tasks is begun and not done: what rests on it may be off for that reason.

    What rests on one that is not begun would not have been begun either, had it used it.
    """
    return any(states.get(task) not in (*DONE, "not_started", None) for task in tasks)


def points(spec: TaskSpec | PartSpec, state: TaskState) -> int:
    """The points that a task or part in `state` can earn: none where no check of it counts."""
    return 0 if state == "uncounted" else spec.points


def earned(spec: TaskSpec | PartSpec, state: TaskState, checks: Iterable[CheckResult]) -> float:
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
        found = score(topic.scored[task.id], task.checks, states)
        states[task.id] = found.standing
        tasks.append(
            msgspec.structs.replace(
                task,
                state=found.state,
                points=found.points,
                earned=found.earned,
                parts=found.parts,
            )
        )
    return msgspec.structs.replace(result, tasks=tasks)


def with_names(checks: Sequence[CheckResult], holding: Container[str]) -> list[CheckResult]:
    """The checks of one task with the names that hold, and without the rows that a name replaces.

    A visible check that has no name says what another one of its task shows.
    """
    done = [
        _without(check, ("yours", "expected"))
        if check.mistake in holding
        else _without(msgspec.structs.replace(check, mistake=""), ("mistake", "idea"))
        for check in checks
    ]
    told = {
        check.mistake: [row for row in check.rows if row.label in ("mistake", "idea")]
        for check in done
        if check.mistake and check.visibility == "visible"
    }
    if len(told) != 1:
        return done
    [(name, rows)] = told.items()
    lent = [Row("mistake", f"another check of this task shows: {name}"), *rows[1:]]
    return [
        with_rows(check, lent)
        if check.state == "fail" and not check.mistake and check.visibility == "visible"
        else check
        for check in done
    ]


def with_claims(
    checks: Sequence[CheckResult], refutes: Mapping[str, Container[str]]
) -> list[CheckResult]:
    """The checks of one task without a claim of all values that the values of another one exclude.

    `refutes` has these by check. Checks of other functions, and of other things, do not refute.
    """
    done = []
    for check in checks:
        claim = claimed(check.pattern)
        others = [c for c in checks if c is not check and _alike(c, check)]
        if claim and any(claim in refutes.get(other.id, ()) for other in others):
            check = msgspec.structs.replace(check, pattern="")
            rows = [row for row in check.rows if row.label != "pattern"]
            check = msgspec.structs.replace(check, rows=rows)
        elif claim:
            check = _cut(check, ("yours", "expected"))
        done.append(check)
    return done


def _alike(one: CheckResult, other: CheckResult) -> bool:
    """Whether two checks look at one and the same thing, as far as their rows tell."""
    for label in ("code", "what"):
        found = {row.text for check in (one, other) for row in check.rows if row.label == label}
        if len(found) > 1:
            return False
    return True


def _without(check: CheckResult, labels: Container[str]) -> CheckResult:
    """`check` without the rows `labels`, if a mistake is named: a name says more than values."""
    if not any(row.label == "mistake" for row in check.rows):
        return check
    return _cut(check, labels)


def _cut(check: CheckResult, labels: Container[str]) -> CheckResult:
    """`check` without the rows `labels` and what goes on below them."""
    rows, label = [], ""
    for row in check.rows:
        label = row.label or label
        rows += [] if label in labels else [row]
    return msgspec.structs.replace(check, rows=rows)
