"""Records in the formats of others: Classroom 50, Gradescope, Canvas; and as plain JSON.

The points of questions never mix with those of tasks: they have columns and fields of their own.
What a student may see (Gradescope shows it) goes through `student_view`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from classroom.report.csv import by_student, outline
from classroom.report.ungraded import Ungraded
from grader.errors import UsageError
from grader.escape import csv_cell, plain
from grader.files import indented
from grader.record import Record, TaskResult, TopicResult
from grader.render.closed import finding, student_view
from grader.render.message import message_lines

CLASSROOM50 = "classroom50/result/v1"
CANVAS_WHO = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_CANVAS_PLACES = ("SIS Login ID", "SIS User ID", "ID", "Student")
_WITH_ID = re.compile(r"(?P<title>.*) \([0-9]+\)")
_OUTPUT = 4000


class TaskPoints(msgspec.Struct, kw_only=True):
    """The points of one task."""

    id: str
    ref: str
    title: str
    state: str
    points: float
    earned: float


class TopicPoints(msgspec.Struct, kw_only=True):
    """The points of one topic: of its tasks, and of its questions (None where it has none)."""

    id: str
    title: str
    hidden: bool
    points: float
    earned: float
    question_points: float | None = None
    question_earned: float | None = None
    due: str = ""
    late_seconds: int = 0
    """After `due`: pushed where that is known, else committed; 0 if not late, or not known."""
    tasks: list[TaskPoints]


class StudentPoints(msgspec.Struct, kw_only=True):
    """One student: `points` and `earned` are those of all tasks."""

    student: str
    commit: str
    committed_at: str
    """Said by the student's git, so not proven."""
    pushed_at: str = ""
    """Said by the server; "" where it was not asked."""
    points: float
    earned: float
    topics: list[TopicPoints]
    warnings: list[str]


class ClassPoints(msgspec.Struct, kw_only=True):
    """The class as plain JSON; its schema is docs/spec/export.schema.json."""

    schema: Literal["grader/export/v1"] = "grader/export/v1"
    course: str
    course_version: str
    students: list[StudentPoints]
    ungraded: list[Ungraded] = []


def as_json(records: Sequence[Record], ungraded: Sequence[Ungraded] = ()) -> str:
    """Points by student, topic and task; who could not be graded, and why."""
    first = records[0]
    data = ClassPoints(
        course=first.course,
        course_version=first.course_version,
        students=[_student(record) for record in by_student(records)],
        ungraded=list(ungraded),
    )
    return _indented(data)


def _student(record: Record) -> StudentPoints:
    who = record.submission
    return StudentPoints(
        student=who.student,
        commit=who.commit,
        committed_at=who.committed_at,
        pushed_at=who.pushed_at,
        points=record.points,
        earned=record.earned,
        topics=[_topic(topic) for topic in record.topics],
        warnings=record.warnings,
    )


def _topic(topic: TopicResult) -> TopicPoints:
    asked = topic.questions
    return TopicPoints(
        id=topic.id,
        title=topic.title,
        hidden=topic.hidden,
        points=topic.points,
        earned=topic.earned,
        question_points=asked.points if asked else None,
        question_earned=round(float(asked.earned), 2) if asked and asked.judged else None,
        due=topic.due,
        late_seconds=topic.late_seconds,
        tasks=[
            TaskPoints(
                id=task.id,
                ref=task.ref,
                title=task.title,
                state=task.state,
                points=task.points,
                earned=task.earned,
            )
            for task in topic.tasks
        ],
    )


def gradescope(record: Record) -> str:
    """results.json of one submission: a test case a task, with what its student may see.

    Cases are shown to the student at once: what must stay hidden is not in them.
    """
    record = student_view(record)
    cases = [_case(topic, task) for topic in record.topics for task in topic.tasks]
    data: dict[str, Any] = {
        "score": record.earned,
        "execution_time": record.timing.wall,
        "output": _overview(record),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": cases,
        "extra_data": {
            "student": record.submission.student,
            "commit": record.submission.commit,
            "course_version": record.course_version,
        },
    }
    return _indented(data)


def _overview(record: Record) -> str:
    lines = []
    for topic in record.topics:
        lines.append(f"{topic.id}: {topic.done} of {len(topic.tasks)} tasks done")
        if topic.questions:
            asked = topic.questions
            total = len(asked.questions)
            lines.append(f"{topic.id}: {asked.answered} of {total} questions answered")
    return "\n".join([*lines, *(plain(warning) for warning in record.warnings)])


def _case(topic: TopicResult, task: TaskResult) -> dict[str, Any]:
    return {
        "name": plain(f"{topic.id}: {task.id}, {task.title}", 200),
        "number": plain(task.ref, 40),
        "score": task.earned,
        "max_score": task.points,
        "status": "passed" if task.state == "pass" else "failed",
        "output": plain("\n".join(_lines(topic, task)), _OUTPUT, keep_newlines=True),
        "visibility": "visible",
        "tags": [topic.id],
    }


def _lines(topic: TopicResult, task: TaskResult) -> Iterator[str]:
    """The state, the first failing check that may be shown in full, hidden ones by category."""
    yield task.state.replace("_", " ")
    failing = [check for check in task.checks if check.state not in ("pass", "not_started")]
    shown = [check for check in failing if check.visibility == "visible" or topic.revealed]
    if shown:
        yield from message_lines(shown[0])
    for check in failing:
        if check not in shown:
            yield f"hidden check, {check.category}: {finding(check) or check.state}"


def classroom50(record: Record, topic: TopicResult, *, classroom: str, repository: str) -> str:
    """result.json of one topic, the assignment of that name, in `classroom`.

    The format knows whole points only, so points are counted in halves: a topic of 80 has a
    maximum of 160. `repository` is the address of the student's repository.
    """
    who = record.submission
    at = who.pushed_at or who.committed_at
    if not who.commit or not at:
        raise UsageError(
            f"{plain(who.student, 100)} was graded from a plain folder; "
            f"{CLASSROOM50} speaks of commits, so grade the repository."
        )
    pushed = _utc(at, who.student)
    submission = f"submit/{pushed.replace(':', '-')}-{who.commit[:7]}"
    commit = f"{repository}/commit/{who.commit}"
    tests = [
        {
            "test-name": f"{task.ref} {task.id}",
            "passed": task.state == "pass",
            "score": round(2 * task.earned),
            "max-score": 2 * task.points,
        }
        for task in topic.tasks
    ]
    data: dict[str, Any] = {
        "schema": CLASSROOM50,
        "classroom": classroom,
        "assignment": topic.id,
        "assignment_type": "individual",
        "owner": who.student,
        "submission": submission,
        "commit": commit,
        "release": f"{repository}/releases/tag/{quote(submission, safe='')}",
        "review": commit,
        "datetime": pushed,
        "score": round(2 * topic.earned),
        "max-score": 2 * topic.points,
        "tests": tests,
    }
    if record.timing.started_at:
        data["graded_at"] = _utc(record.timing.started_at, who.student)
    return _indented(data)


def _utc(text: str, student: str) -> str:
    """A date and time with an offset, as UTC to the second."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        name = plain(student, 100)
        raise UsageError(f"the record of {name} has no date {plain(text, 40)}; grade it again.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def canvas(records: Sequence[Record], ungraded: Sequence[Ungraded] = ()) -> str:
    """A gradebook that Canvas imports: a column a topic, one more where its questions are judged.

    Students are found there by login or name. A column that Canvas does not know becomes a new
    assignment; `canvas_filled` is safer.
    """
    columns = list(_columns(records))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([csv_cell(name) for name in (*CANVAS_WHO, *(c for c, _ in columns))])
    possible = [csv_cell(points) for _, points in columns]
    writer.writerow(["    Points Possible", *[""] * (len(CANVAS_WHO) - 1), *possible])
    for record in by_student(records):
        name = csv_cell(record.submission.student)
        cells = [_cell(record, column) for column, _ in columns]
        writer.writerow([name, "", "", name, "", *cells])
    for lost in ungraded:
        # Blank is no change for Canvas; 0 would be a grade.
        name = csv_cell(lost.student)
        writer.writerow([name, "", "", name, "", *[""] * len(columns)])
    return out.getvalue()


def canvas_filled(records: Sequence[Record], exported: str) -> tuple[str, list[str]]:
    """Canvas's own export with our columns filled in, and the students that it does not know.

    A column is ours if its title, without the number in brackets, is a topic's. A row is a
    student's if its login, SIS id, id or name is. All other cells stay.
    """
    rows = list(csv.reader(io.StringIO(exported.removeprefix("\ufeff"))))
    header = rows[0] if rows else []
    if header[:2] != ["Student", "ID"] or "Section" not in header:
        raise UsageError(
            "this is no gradebook of Canvas: its first row must begin with Student, ID; "
            "export it there and name that file."
        )
    titles = [(_WITH_ID.fullmatch(title) or {"title": title})["title"] for title in header]
    ours = {c: titles.index(c) for c, _ in _columns(records) if c in titles}
    if not ours:
        wanted = ", ".join(column for column, _ in _columns(records))
        raise UsageError(f"the gradebook has none of the columns {wanted}; add them in Canvas.")
    places = [header.index(name) for name in _CANVAS_PLACES if name in header]
    known = {record.submission.student.casefold(): record for record in records}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows[1:]:
        found = {row[i].strip().casefold(): None for i in places if i < len(row)}
        record = next((known.pop(name) for name in found if name in known), None)
        if record is not None:
            row += [""] * (len(header) - len(row))
            for column, place in ours.items():
                row[place] = _cell(record, column)
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue(), [record.submission.student for record in known.values()]


def _safe(cell: str) -> str:
    """A cell of somebody else's file: a number or Canvas's blank row stays, a formula does not."""
    return cell if re.fullmatch(r"\s*|-|-?[0-9.,]+%?| *Points Possible", cell) else csv_cell(cell)


def _columns(records: Sequence[Record]) -> Iterator[tuple[str, float]]:
    """Column -> its maximum."""
    for topic, tasks in outline(records):
        yield topic.id, sum(task.points for task in tasks)
        if topic.questions and topic.questions.judged:
            yield f"{topic.id} questions", topic.questions.points


def _cell(record: Record, column: str) -> str:
    """The points of a record in a column, blank (for Canvas: no change) where it has none."""
    for topic in record.topics:
        if column == topic.id:
            return csv_cell(topic.earned)
        if column == f"{topic.id} questions" and topic.questions and topic.questions.judged:
            return csv_cell(float(topic.questions.earned))
    return ""


def _indented(data: object) -> str:
    return indented(data, 2).decode()
