"""Reports as plain text: a topic for its learner, a class for its instructor. No colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.record import (
    STATE_WORDS,
    CheckResult,
    Record,
    Row,
    TaskResult,
    TopicResult,
    format_points,
)
from grader.render.escape import plain
from grader.render.message import aligned, message_lines
from grader.render.questions import question_lines
from grader.render.ritual import standing

_STATE = 13
_MAX_NOTES = 5


def topic_report(topic: TopicResult, *, show_all: bool = False, partial: bool = False) -> list[str]:
    """The report after `pytest exercises/<topic>`, line by line.

    The first task that is not done is shown in detail, with `show_all` every one. `partial` says
    that only some checks ran, so that there is nothing to say about points.
    """
    return list(_topic_report(topic, show_all, partial))


def message(check: CheckResult, task: TaskResult) -> list[str]:
    """One failing check in full."""
    return [f"{task.ref} {task.id}: {check.title}", *message_lines(check)]


def class_table(records: Sequence[Record]) -> list[str]:
    """The class as a table: a line a student, a column a topic."""
    topics = list(dict.fromkeys(topic.id for record in records for topic in record.topics))
    rituals = any(topic.ritual for record in records for topic in record.topics)
    header = ["student", *topics, "total", "questions", "not full", ""]
    header[-2:-2] = ["ritual"] if rituals else []
    rows = [header]
    for record in sorted(records, key=lambda r: r.submission.student):
        found = {topic.id: topic for topic in record.topics}
        scores = [_score(found.get(topic)) for topic in topics]
        total = f"{format_points(record.earned)} of {format_points(record.points)}"
        student = plain(record.submission.student, 100)
        rows.append(
            [
                student,
                *scores,
                total,
                _questions(record),
                *([_rituals(record)] if rituals else []),
                _states(record),
                plain(_warned(record), 500),
            ]
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(header) - 1)]
    return [
        "  ".join(
            [*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[-1]]
        ).rstrip()
        for row in rows
    ]


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
        check = next((c for c in task.checks if c.state not in ("pass", "not_started")), None)
        if check is not None:
            yield ""
            yield from message(check, task)
    if len(open_tasks) > 1 and not show_all:
        yield f"  ({len(open_tasks) - 1} more in detail with --all)"
    yield from _notes(topic)
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
            passed = sum(check.state == "pass" for check in task.checks)
            line = f"{line:50}  {passed} of {len(task.checks)} checks pass"
        yield line


def _folded(tasks: Sequence[TaskResult]) -> str | None:
    """What to add to the one line of a group whose tasks all stand alike; None if they do not."""
    states = {task.state for task in tasks}
    if states in ({"pass"}, {"not_started"}):
        return ""
    summaries = {check.summary for task in tasks for check in task.checks}
    if len(states) == 1 and len(summaries) == 1 and len(tasks) > 1:
        return f": {summaries.pop()}"
    return None


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


def _score(topic: TopicResult | None) -> str:
    return f"{format_points(topic.earned)} of {topic.points}" if topic else "-"


def _questions(record: Record) -> str:
    asked = [topic.questions for topic in record.topics if topic.questions is not None]
    if not asked:
        return "-"
    earned = format_points(float(sum(each.earned for each in asked)))
    return f"{earned} of {sum(each.points for each in asked)}"


def _rituals(record: Record) -> str:
    found = [standing(topic.ritual) for topic in record.topics if topic.ritual is not None]
    return ", ".join(found) or "-"


def _states(record: Record) -> str:
    """How many tasks are in each state other than pass, in words."""
    counts: dict[str, int] = {}
    for topic in record.topics:
        for task in topic.tasks:
            counts[task.state] = counts.get(task.state, 0) + 1
    words = [f"{n} {STATE_WORDS[s]}" for s, n in counts.items() if s != "pass"]
    return ", ".join(words)


def _warned(record: Record) -> str:
    return "; ".join(record.warnings)
