"""Records in the formats of others, Classroom 50 and Gradescope, and as plain JSON.

The points of questions never mix with those of tasks: they have columns and fields of their own.
What a student may see (Gradescope shows it) goes through `student_view`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from classroom.report.csv import by_student
from classroom.report.history import Standing, TermHistory
from classroom.report.ungraded import Ungraded
from grader.errors import UsageError
from grader.escape import plain
from grader.files import indented
from grader.record import (
    QuestionsResult,
    Record,
    TaskResult,
    TopicResult,
    format_points,
    origin_of,
)
from grader.render.closed import finding, student_view
from grader.render.message import message_lines

CLASSROOM50 = "classroom50/result/v1"
_OUTPUT = 4000
_JUDGED = ("right", "partly", "wrong", "answered")


class TaskPoints(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The points of one task."""

    id: str
    ref: str
    title: str
    state: str
    points: float
    earned: float
    prediction: str = ""
    """Of an experiment; whether it is right is None where nobody knows."""
    prediction_right: bool | None = None


class AnswerPoints(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A part of a question that was answered, and the first answer where that is known."""

    id: str
    state: str
    answer: str
    first: str = ""
    first_answer: str = ""


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
    term_points: float | None = None
    """What a term gives, after late policy, overrides and texts; None where there is no term."""
    term_max: float | None = None
    tasks: list[TaskPoints]
    answers: list[AnswerPoints] = []


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
    term_percent: float | None = None
    topics: list[TopicPoints]
    warnings: list[str]


class ClassPoints(msgspec.Struct, kw_only=True):
    """The class as plain JSON; its schema is docs/spec/export.schema.json."""

    schema: Literal["grader/export/v1"] = "grader/export/v1"
    course: str
    course_version: str
    students: list[StudentPoints]
    ungraded: list[Ungraded] = []


def as_json(
    records: Sequence[Record],
    ungraded: Sequence[Ungraded] = (),
    history: TermHistory | None = None,
) -> str:
    """Points by student, topic and task; who could not be graded, and why."""
    first = records[0]
    data = ClassPoints(
        course=first.course,
        course_version=first.course_version,
        students=[_student(record, history) for record in by_student(records)],
        ungraded=list(ungraded),
    )
    return _indented(data)


def _student(record: Record, history: TermHistory | None) -> StudentPoints:
    who = record.submission
    term = history.students.get(who.student) if history else None
    given = term.topics if term else {}
    return StudentPoints(
        student=who.student,
        commit=who.commit,
        committed_at=who.committed_at,
        pushed_at=who.pushed_at,
        points=record.points,
        earned=record.earned,
        term_percent=term.total if term else None,
        topics=[_topic(topic, given.get(topic.id)) for topic in record.topics],
        warnings=record.warnings,
    )


def _topic(topic: TopicResult, given: Standing | None) -> TopicPoints:
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
        term_points=given.points if given else None,
        term_max=given.maximum if given else None,
        tasks=[
            TaskPoints(
                id=task.id,
                ref=task.ref,
                title=task.title,
                state=task.state,
                points=task.points,
                earned=task.earned,
                prediction=task.report.prediction if task.report else "",
                prediction_right=task.report.right if task.report else None,
            )
            for task in topic.tasks
        ],
        answers=list(_answers(asked)) if asked else [],
    )


def _answers(asked: QuestionsResult) -> Iterator[AnswerPoints]:
    """What was answered in a form that a question knows: nothing else that somebody wrote."""
    for part in (part for question in asked.questions for part in question.parts):
        if part.state in _JUDGED or part.first in _JUDGED:
            now, first = part.state in _JUDGED, part.first in _JUDGED
            yield AnswerPoints(
                id=part.name,
                state=part.state,
                answer=part.answer if now else "",
                first=part.first,
                first_answer=part.first_answer if first else "",
            )


def gradescope(record: Record) -> str:
    """results.json of one submission: a test case a task, one more for the questions of a topic.

    Cases are shown to the student at once: what must stay hidden is not in them. The score is
    their sum.
    """
    record = student_view(record)
    cases = [case for topic in record.topics for case in _cases(topic)]
    data: dict[str, Any] = {
        "score": round(sum(case["score"] for case in cases), 2),
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


def _cases(topic: TopicResult) -> Iterator[dict[str, Any]]:
    yield from (_case(topic, task) for task in topic.tasks)
    asked = topic.questions
    if asked and asked.judged:
        right = asked.earned == asked.points
        yield {
            "name": plain(f"{topic.id}: questions", 200),
            "score": round(float(asked.earned), 2),
            "max_score": asked.points,
            "status": "passed" if right else "failed",
            "output": f"{asked.answered} of {len(asked.questions)} questions answered",
            "visibility": "visible",
            "tags": [topic.id],
        }


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
    for part in task.parts:
        state = part.state.replace("_", " ")
        yield f"{part.name}: {state}, {format_points(part.earned)} of {part.points} points"
    failing = [check for check in task.checks if check.state not in ("pass", "not_started")]
    shown = [check for check in failing if check.visibility == "visible" or topic.revealed]
    if shown:
        yield from message_lines(shown[0])
    for check in failing:
        if check not in shown:
            yield f"hidden check, {check.category}: {finding(check) or check.state}"


def slug(topic: str) -> str:
    """The name of a topic's assignment: Classroom 50 knows no underline."""
    return topic.replace("_", "-")


def classroom50(
    record: Record, topic: TopicResult, *, classroom: str, repository: str, owner: str = ""
) -> str:
    """result.json of one topic, the assignment `slug` of its name, in `classroom`.

    The format knows whole points only, so points are counted in halves: a topic of 80 has a
    maximum of 160. `repository` is the address of the student's repository, `owner` the student's
    login where the report calls them something else.
    """
    who = origin_of(record, topic).submission
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
        "assignment": slug(topic.id),
        "assignment_type": "individual",
        "owner": owner or who.student,
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


def _indented(data: object) -> str:
    return indented(data, 2).decode()
