"""What does not pass in a topic, by cause: one a file that does not import, one a line that raises.

The class report, the job summary and the comment show the same causes in the same words.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from grader.record import GRADING_PROBLEM, CheckResult, TaskPart, TaskResult, TopicResult

# Rows that speak of one check, or to the student: a cause of several tasks does without.
OF_ONE = ("called", "next", "again")
# The end of a note on precision.
LOST = (
    "right to float32's accuracy; float64 can hold more: on the way the numbers were less precise"
)


@dataclass(frozen=True)
class Cause:
    """Tasks that do not pass for one reason; `check` says which, `others` do not pass either."""

    tasks: list[TaskResult]
    check: CheckResult
    others: list[CheckResult]

    @property
    def task(self) -> TaskResult:
        """The first of the tasks."""
        return self.tasks[0]

    @property
    def shared(self) -> bool:
        """Whether it costs more than one task."""
        return len(self.tasks) > 1


def parts_of(task: TaskResult) -> list[TaskPart]:
    """The parts of a task that a report tells of.

    Of a task that passes, and of one that is not begun, all parts stand alike. While a check of the
    first part fails, nothing is said of what another one loses: "Beyond the lecture" comes after
    it. Of another part, nothing is said either while the first part waits for what it waits for.
    """
    if not task.parts or task.state in ("pass", "not_started"):
        return []
    first, *others = task.parts
    if first.state in ("pass", "uncounted"):
        return task.parts
    wrong = {check.part for check in failing(task)}
    shown = wrong if first.name not in wrong else ()
    return [first, *(part for part in others if part.state == "pass" or part.name in shown)]


def notes_of(task: TaskResult) -> list[str]:
    """What the checks of a task note, once each.

    Where a value is wrong, what is a little off elsewhere may be so by the same mistake.
    """
    wrong = any(check.state == "fail" for check in task.checks)
    notes = dict.fromkeys(note for check in task.checks for note in check.notes)
    return [note for note in notes if not (wrong and note.endswith(LOST))]


def main_first(task: TaskResult, checks: Iterable[CheckResult]) -> list[CheckResult]:
    """Checks of a task, those of its first part before those of the others.

    Of those that look at the function of the first one, what is explained comes before what is not.
    """
    main = task.parts[0].name if task.parts else ""
    found = sorted(checks, key=lambda check: bool(main) and check.part != main)
    alike = [check for check in found if _about(check) == _about(found[0])]
    best = min(alike, key=_unexplained, default=None)
    return sorted(found, key=lambda check: check is not best)


def _unexplained(check: CheckResult) -> int:
    """How little the message of a check explains: a mistake, an exception, values, or nothing."""
    labels = [row.label for row in check.rows]
    kinds = (("mistake",), ("import", "rule", "why"), ("pattern", "seen"))
    return next((at for at, kind in enumerate(kinds) if {*kind} & {*labels}), len(kinds))


def _about(check: CheckResult) -> tuple[str, str, str]:
    """Part, who may see it, and the function or class of the learner's, as the message tells it."""
    code = next((row.text for row in check.rows if row.label == "code"), "")
    return check.part, check.visibility, code.partition("(")[2].partition(".")[0].rstrip(")")


def causes(topic: TopicResult) -> list[Cause]:
    """The tasks of a topic that do not pass, those with one cause together, in their order.

    A file that does not import, or in which nothing passes for one and the same reason, is one
    cause; so is one exception at one line. Any other task has a cause of its own.
    """
    alive = {t.file for t in topic.tasks if any(c.state == "pass" for c in t.checks)}
    found: dict[Hashable, Cause] = {}
    for task in topic.tasks:
        if checks := main_first(task, failing(task)):
            key = _key(task, checks[0], task.file in alive)
            cause = found.setdefault(key, Cause([], checks[0], checks[1:]))
            cause.tasks.append(task)
    return list(found.values())


def failing(task: TaskResult) -> list[CheckResult]:
    """The checks that do not pass, of those that count."""
    states = ("pass", "not_started")
    return [c for c in task.checks if c.state not in states and c.category != GRADING_PROBLEM]


def failing_files(topic: TopicResult) -> list[str]:
    """The solution files in which something does not pass, by their paths in a submission."""
    files = (task.file for task in topic.tasks if failing(task))
    return list(dict.fromkeys(f if "/" in f else f"exercises/{topic.id}/{f}" for f in files))


def _key(task: TaskResult, check: CheckResult, alive: bool) -> Hashable:
    if any(row.label == "import" for row in check.rows):
        return task.file
    if check.exception and check.where:
        return check.exception, check.where
    if check.state in ("error", "timeout") and not alive:
        return task.file, check.state, check.summary
    return task.id, task.ref
