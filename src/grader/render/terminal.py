"""A topic as plain text, for its learner. No colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.record import (
    GRADING_PROBLEM,
    STATE_WORDS,
    CheckResult,
    Row,
    TaskResult,
    TopicResult,
    format_points,
)
from grader.render.message import aligned, message_lines
from grader.render.questions import question_lines

_STATE = 13
_MAX_NOTES = 5


def topic_report(topic: TopicResult, *, show_all: bool = False, partial: bool = False) -> list[str]:
    """The report after `pytest exercises/<topic>`, line by line.

    The first task that is begun and not done is shown in detail, with `show_all` every such one.
    `partial` says that only some checks ran, so that there is nothing to say about points.
    """
    return list(_topic_report(topic, show_all, partial))


def message(check: CheckResult, task: TaskResult) -> list[str]:
    """One failing check in full."""
    part = f" ({check.part})" if check.part else ""
    return [f"{task.ref} {task.id}{part}: {check.title}", *message_lines(check)]


def _topic_report(topic: TopicResult, show_all: bool, partial: bool) -> Iterator[str]:
    head = f"{topic.id}: {topic.done} of {len(topic.tasks)} tasks done"
    if not partial:
        head += f", {format_points(topic.earned)} of {topic.points} points"
        head += "" if topic.hidden else " by the visible checks"
    yield head
    yield ""
    for file, title in topic.file_titles.items():
        tasks = [task for task in topic.tasks if task.file == file]
        if tasks:
            yield from _group(file, title, tasks)
    open_tasks = [t for t in topic.tasks if t.state not in ("pass", "not_started")]
    for task in open_tasks if show_all else open_tasks[:1]:
        failing = [c for c in task.checks if c.state not in ("pass", "not_started")]
        check = next((c for c in failing if c.category != GRADING_PROBLEM), None)
        if check is not None:
            yield ""
            yield from message(check, task)
    if len(open_tasks) > 1 and not show_all:
        yield f"  ({len(open_tasks) - 1} more in detail with --all)"
    yield from _notes(topic)
    yield from _uncounted(topic)
    waiting = [task for task in topic.tasks if task.state == "not_started"]
    if waiting and not open_tasks:
        yield ""
        place = f"exercises/{topic.id}/{waiting[0].file}"
        yield from aligned(
            [
                Row("next", f"{waiting[0].id} in {place}"),
                Row("read", f"exercises/{topic.id}/README.md"),
                Row("hint", f"grader hint {waiting[0].id}"),
            ]
        )
    if not partial:
        yield from question_lines(topic, show_all=show_all)


def _group(file: str, title: str, tasks: Sequence[TaskResult]) -> Iterator[str]:
    folded = _folded(tasks)
    if folded is not None:
        count = f"{len(tasks)} task{'s' if len(tasks) > 1 else ''}"
        yield f"  {STATE_WORDS[tasks[0].state]:{_STATE}}{file}: {title}, {count}{folded}"
        return
    yield f"  {'':{_STATE}}{file}: {title}"
    for task in tasks:
        line = f"  {STATE_WORDS[task.state]:{_STATE}}{task.ref:8}{task.id}"
        if task.state not in ("pass", "not_started"):
            fair = [check for check in task.checks if check.category != GRADING_PROBLEM]
            passed = sum(check.state == "pass" for check in fair)
            line = f"{line:50}  {passed} of {len(fair)} checks pass"
        yield line
        # Of a task that passes, and of one that is not begun, all parts stand alike.
        if task.state not in ("pass", "not_started"):
            for part in task.parts:
                worth = f"{format_points(part.earned)} of {part.points} points"
                yield f"  {'':{_STATE}}{'':8}{part.name:27}  {STATE_WORDS[part.state]}, {worth}"


def _folded(tasks: Sequence[TaskResult]) -> str | None:
    """What to add to the one line of a group whose tasks all stand alike; None if they do not."""
    states = {task.state for task in tasks}
    if states in ({"pass"}, {"not_started"}):
        return ""
    summaries = {check.summary for task in tasks for check in task.checks}
    if len(states) == 1 and len(summaries) == 1 and len(tasks) > 1:
        return f": {summaries.pop()}"
    return None


def _uncounted(topic: TopicResult) -> Iterator[str]:
    """The checks that count for nobody, by a fault of the course."""
    found = [(c, t) for t in topic.tasks for c in t.checks if c.category == GRADING_PROBLEM]
    for check, task in found[:_MAX_NOTES]:
        yield ""
        yield from message(check, task)
    if len(found) > _MAX_NOTES:
        yield f"  ({len(found) - _MAX_NOTES} more checks are not counted)"


def _notes(topic: TopicResult) -> Iterator[str]:
    notes = [
        f"{task.id}: {note}"
        for task in topic.tasks
        for note in dict.fromkeys(note for check in task.checks for note in check.notes)
    ]
    if notes:
        yield ""
        yield from aligned([Row("note", note) for note in notes[:_MAX_NOTES]])
        if len(notes) > _MAX_NOTES:
            yield from aligned([Row("", f"({len(notes) - _MAX_NOTES} more notes)")])
