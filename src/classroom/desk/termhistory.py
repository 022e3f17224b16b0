"""What a term's gradebook knows beyond its records, as the pages of a report want it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from classroom.desk.files import Term
from classroom.desk.gradebook import Gradebook, Work
from classroom.desk.grades import Grade, HandIn, TopicGrade
from classroom.desk.why import explained
from classroom.report.history import (
    Attempt,
    LoggedRun,
    Standing,
    StudentHistory,
    TermHistory,
)
from classroom.report.pages.stuck import PUSHES
from classroom.report.statistics import signature
from grader.record import Record
from grader.render.causes import failing


def history_of(
    term: Term, book: Gradebook, grades: Sequence[Grade], work: Work, now: datetime
) -> TermHistory:
    """The history of the whole term at the moment `now`."""
    students = book.students()
    said = _repeated(book, work)
    found = {}
    for grade in grades:
        own = work.get(grade.student, {})
        row = students.get(grade.student)
        found[grade.student] = StudentHistory(
            total=_number(grade.total),
            problem=row.problem if row else "",
            pushes=sorted({one.at for handed in own.values() for one in handed}),
            topics={
                name: _standing(one, explained(term, book, grade, name, own)[1:])
                for name, one in grade.topics.items()
            },
            attempts={
                name: [_attempt(one, grade.topics.get(name), said) for one in handed]
                for name, handed in own.items()
                if name in term.topics
            },
        )
    return TermHistory(
        name=term.file.name,
        zone=str(term.file.zone),
        now=now,
        opens={name: topic.opens for name, topic in term.topics.items() if topic.opens},
        due={name: topic.due for name, topic in term.topics.items()},
        students=found,
        runs=_runs(term, book),
    )


def _standing(one: TopicGrade, why: list[str]) -> Standing:
    maximum = _number(one.maximum) or 0.0
    return Standing(
        points=_number(one.points), maximum=maximum, days=one.days, reason=one.reason, why=why
    )


def _attempt(one: HandIn, grade: TopicGrade | None, said: Mapping[int, dict[str, str]]) -> Attempt:
    graded = one.marks is not None and not one.marks.problem
    tasks = one.marks.tasks if one.marks and graded else {}
    return Attempt(
        at=one.at,
        commit=one.commit,
        known=one.known,
        counts=bool(grade and grade.handed and grade.handed.id == one.id),
        states={name: marks.state for name, marks in tasks.items()} if graded else None,
        earned=float(sum((marks.earned for marks in tasks.values()), Fraction())),
        most=float(sum((marks.points for marks in tasks.values()), Fraction())),
        said=said.get(one.id, {}),
    )


def _repeated(book: Gradebook, work: Work) -> dict[int, dict[str, str]]:
    """Submission -> task -> what fails, where the last PUSHES graded ones all fail the task."""
    wanted: dict[int, set[str]] = {}
    for topics in work.values():
        for handed in topics.values():
            known = [one for one in handed if one.marks is not None and not one.marks.problem]
            tasks = _failing_in_all(known[-PUSHES:]) if len(known) >= PUSHES else set()
            for one in known if tasks else ():
                wanted[one.id] = tasks
    records = book.records(wanted)
    return {number: dict(_said(records[number], wanted[number])) for number in records}


def _failing_in_all(handed: Sequence[HandIn]) -> set[str]:
    fails = ("fail", "error", "timeout", "partial")
    each = [
        {name for name, marks in one.marks.tasks.items() if marks.state in fails}
        for one in handed
        if one.marks is not None
    ]
    return set.intersection(*each) if each else set()


def _said(record: Record, tasks: set[str]) -> Iterator[tuple[str, str]]:
    for task in record.topics[0].tasks:
        if task.id in tasks and (wrong := failing(task)):
            yield task.id, signature(wrong[0])


def _runs(term: Term, book: Gradebook) -> list[LoggedRun]:
    """Every run, with what was decided on it."""
    decisions = book.decisions()
    found = []
    for run in book.runs():
        valid = [row for (about, _), row in decisions.items() if about == run.id]
        word = "waits for a decision"
        if valid:
            word = "counts" if valid[0].accepted else "dropped"
            word += f", decided by {valid[0].by}"
        found.append(
            LoggedRun(
                id=run.id,
                kind=run.kind,
                started=run.started.astimezone(term.file.zone).strftime("%Y-%m-%d %H:%M %Z"),
                engine=run.engine,
                by=run.by,
                decided=word,
                topics=list(run.digests),
                lines=run.comparison.splitlines(),
            )
        )
    return found


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
