"""The class as a table of plain text: a line a student, a column a topic."""

from __future__ import annotations

from collections.abc import Sequence

from classroom.report.csv import reasons
from classroom.report.ungraded import Ungraded
from grader.escape import plain
from grader.record import STATE_WORDS, Record, TopicResult, format_points
from grader.render.ritual import standing


def class_table(records: Sequence[Record], ungraded: Sequence[Ungraded] = ()) -> list[str]:
    """The class as a table: a line a student, a column a topic."""
    topics = list(dict.fromkeys(topic.id for record in records for topic in record.topics))
    rituals = any(topic.ritual for record in records for topic in record.topics)
    header = ["student", *topics, "total", "questions", "not full", ""]
    header[-2:-2] = ["ritual"] if rituals else []
    rows = [header]
    said = reasons(ungraded)
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
                plain("; ".join([*record.warnings, *said.get(record.submission.student, ())]), 500),
            ]
        )
    graded = {record.submission.student for record in records}
    blank = ["-"] * (len(header) - 3)
    for lost in ungraded:
        if lost.student not in graded:
            state = "missing" if lost.missing else "not graded"
            rows.append([plain(lost.student, 100), *blank, state, plain(lost.reason, 500)])
    widths = [max(len(row[i]) for row in rows) for i in range(len(header) - 1)]
    return [
        "  ".join(
            [*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[-1]]
        ).rstrip()
        for row in rows
    ]


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
