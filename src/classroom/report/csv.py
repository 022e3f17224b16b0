"""The gradebook as CSV: one row a student, one column a task."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from classroom.report.ungraded import Ungraded
from grader.escape import csv_cell
from grader.record import Record, TaskResult, TopicResult, format_points
from grader.render.late import lateness
from grader.render.ritual import standing

BOM = "\ufeff"


def gradebook(
    records: Sequence[Record], ungraded: Sequence[Ungraded] = (), *, bom: bool = False
) -> str:
    """The gradebook of `records`, sorted by student.

    Columns: student, commit, committed_at (said by the student's git); the points and the maximum
    of every topic, and how late it is where it has a due date; the points of every task and
    question; how far the ritual is, where a topic has one; total, max (both of the tasks alone),
    warnings. The points of questions stand in columns of their own. A record without a topic leaves
    its cells empty, and so does whoever could not be graded: why is under warnings.
    `bom` puts the mark in front that Excel needs to read UTF-8.
    """
    topics = outline(records)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([csv_cell(name) for name in _header(topics)])
    header = _header(topics)
    rows = [(record.submission.student, _row(record, topics)) for record in by_student(records)]
    for lost in ungraded:
        blank = [""] * (len(header) - 2)
        reason = csv_cell(f"not graded: {lost.reason}")
        rows.append((lost.student, [csv_cell(lost.student), *blank, reason]))
    rows.sort(key=lambda row: (row[0].casefold(), row[0]))
    writer.writerows(row for _, row in rows)
    return (BOM if bom else "") + out.getvalue()


def by_student(records: Sequence[Record]) -> list[Record]:
    """`records` in the order of every class report: by student, then commit."""

    def key(record: Record) -> tuple[str, ...]:
        who = record.submission
        return who.student.casefold(), who.student, who.commit, who.committed_at

    return sorted(records, key=key)


def outline(records: Sequence[Record]) -> list[tuple[TopicResult, list[TaskResult]]]:
    """Every topic that occurs in `records` with all its tasks.

    The fullest records come first, so that one student without a topic does not change the order
    of the columns.
    """
    topics: dict[str, TopicResult] = {}
    tasks: dict[str, dict[str, TaskResult]] = {}
    for record in sorted(by_student(records), key=lambda r: -len(r.topics)):
        for topic in record.topics:
            topics.setdefault(topic.id, topic)
            known = tasks.setdefault(topic.id, {})
            for task in topic.tasks:
                known.setdefault(task.id, task)
    return [(topic, list(tasks[topic.id].values())) for topic in topics.values()]


def _header(topics: list[tuple[TopicResult, list[TaskResult]]]) -> list[str]:
    names = ["student", "commit", "committed_at"]
    for topic, _ in topics:
        names += [f"{topic.id} points", f"{topic.id} max"]
        if topic.questions:
            names += [f"{topic.id} questions points", f"{topic.id} questions max"]
        names += [f"{topic.id} late"] if topic.due else []
    names += [f"{topic.id} {task.ref} {task.id}" for topic, tasks in topics for task in tasks]
    names += [f"{topic.id} {name}" for topic, _ in topics for name in _questions(topic)]
    names += [f"{topic.id} ritual" for topic, _ in topics if topic.ritual]
    return [*names, "total", "max", "warnings"]


def _questions(topic: TopicResult | None) -> dict[str, str]:
    """Question -> its points."""
    asked = topic.questions.questions if topic and topic.questions else []
    return {question.id: format_points(float(question.earned)) for question in asked}


def _row(record: Record, topics: list[tuple[TopicResult, list[TaskResult]]]) -> list[str]:
    who = record.submission
    cells = [csv_cell(text) for text in (who.student, who.commit, who.committed_at)]
    mine = {topic.id: topic for topic in record.topics}
    for topic, _ in topics:
        own = mine.get(topic.id)
        cells += [format_points(own.earned), format_points(own.points)] if own else ["", ""]
        if topic.questions:
            asked = own.questions if own else None
            points = [float(asked.earned), asked.points] if asked else []
            cells += [format_points(p) for p in points] or ["", ""]
        if topic.due:
            cells.append(lateness(who, own) if own else "")
    for topic, tasks in topics:
        own = mine.get(topic.id)
        earned = {task.id: format_points(task.earned) for task in own.tasks} if own else {}
        cells += [earned.get(task.id, "") for task in tasks]
    for topic, _ in topics:
        answers = _questions(mine.get(topic.id))
        cells += [answers.get(name, "") for name in _questions(topic)]
    for topic, _ in topics:
        if topic.ritual:
            own = mine.get(topic.id)
            cells.append(csv_cell(standing(own.ritual)) if own and own.ritual else "")
    totals = [format_points(record.earned), format_points(record.points)]
    return [*cells, *totals, csv_cell("; ".join(record.warnings))]
