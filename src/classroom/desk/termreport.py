"""A term as a report: the records that count, and what is known of them beside."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import msgspec
from sqlalchemy import func, select

from classroom.desk.decisions import EXTENSIONS, OVERRIDES, RUBRIC
from classroom.desk.files import ROSTER, Term
from classroom.desk.gradebook import Gradebook, Work
from classroom.desk.grades import Grade, HandIn, TopicGrade
from classroom.desk.schema import DecisionRow, ResultRow, StudentRow, SubmissionRow
from classroom.desk.status import all_grades, grades_csv
from classroom.desk.term import FILE
from classroom.desk.why import explained, read_texts
from classroom.grade.report import Report
from classroom.report.history import Attempt, LoggedRun, Standing, StudentHistory, TermHistory
from classroom.report.pages.stuck import PUSHES
from classroom.report.statistics import signature
from classroom.report.ungraded import Ungraded
from grader.record import Origin, Record, Submission, TopicResult
from grader.render.causes import failing, failing_files
from grader.repository.collect import MAX_FILE
from grader.repository.store import GitRefused, Store
from grader.repository.tree import read_at

GRADES = "grades.csv"
# For the code of one student.
_SECONDS = 20.0


def write_report(
    term: Term, book: Gradebook, out: Path, topics: Sequence[str], *, pages: bool = True
) -> Report | None:
    """Write the report of the whole term to `out`; None where there is no record yet.

    The order of its topics is `topics`. Without `pages` those that are there stay as they are.
    Raises UsageError where it cannot be written.
    """
    work = book.work()
    grades = all_grades(term, book, work)
    numbers = {one.handed.id for g in grades for one in g.topics.values() if one.handed}
    records = book.records(numbers)
    if not records:
        return None
    report = Report(out, topics, fresh=True)
    now = datetime.now(UTC)
    for grade in grades:
        record = _record(term, grade, records, now)
        if record is not None:
            report.add(record, code=_code(term, grade, record))
        lost = {name: one.reason for name, one in grade.topics.items() if one.points is None}
        if lost:
            reason = next(iter(lost.values()))
            report.lose(
                Ungraded(student=grade.student, source="", reason=reason, topics=list(lost))
            )
        elif record is None:
            said = (one.reason for one in grade.topics.values() if one.reason)
            reason = next(said, "no submission")
            report.lose(Ungraded(student=grade.student, source="", reason=reason, missing=True))
    columns = {name: entry.columns for name, entry in term.students.items()}
    generated = now.astimezone(term.file.zone).strftime("%Y-%m-%d %H:%M %Z")
    history = history_of(term, book, grades, work, now)
    report.finish(
        title=term.file.name, generated=generated, roster=columns, history=history, pages=pages
    )
    report.write(GRADES, grades_csv(term, grades).encode())
    return report


def stamp(term: Term, book: Gradebook) -> object:
    """What is another thing when the report would be another one."""
    with book.reading() as session:
        found = [
            session.execute(select(func.count(), func.max(table.id))).one()
            for table in (ResultRow, DecisionRow, SubmissionRow, StudentRow)
        ]
    names = (FILE, ROSTER, EXTENSIONS, OVERRIDES)
    files = [term.folder / name for name in names if (term.folder / name).is_file()]
    files += sorted((term.folder / RUBRIC).glob("*.csv"))
    return found, [(path.name, path.stat().st_mtime_ns) for path in files]


def _record(
    term: Term, grade: Grade, records: Mapping[int, Record], now: datetime
) -> Record | None:
    """The record of a student: each topic as it was judged, at the commit that counts for it."""
    parts = [
        (name, one, one.handed, records[one.handed.id])
        for name, one in grade.topics.items()
        if one.handed is not None and one.handed.id in records
    ]
    if not parts:
        return None
    last = max(parts, key=lambda part: part[2].at)
    whole = msgspec.structs.replace(
        last[3], submission=_submission(last[3], last[2]), topics=[], warnings=[]
    )
    for name, one, handed, record in parts:
        topic = _dated(term, grade.student, name, one, handed, record.topics[0], now)
        if record is not last[3]:
            topic.origin = Origin(
                course_version=record.course_version,
                submission=_submission(record, handed),
                engine=record.engine,
            )
        whole.topics.append(topic)
        whole.warnings += [text for text in record.warnings if text not in whole.warnings]
    return whole


def _code(term: Term, grade: Grade, record: Record) -> dict[str, str]:
    """The files in which something does not pass, each of the commit that counts for its topic."""
    wanted = [
        (handed.commit, path)
        for topic in record.topics
        if (handed := grade.topics[topic.id].handed) is not None
        for path in failing_files(topic)
    ]
    if not wanted:
        return {}
    try:
        found = read_at(Store(term.collected / grade.student, _SECONDS), wanted, MAX_FILE)
    except GitRefused:
        # It was graded from here; a clone that has gone since costs the page its code only.
        return {}
    return {path: content.decode(errors="replace") for (_, path), content in found.items()}


def _submission(record: Record, handed: HandIn) -> Submission:
    pushed = handed.at.isoformat() if handed.known == "server" else ""
    return msgspec.structs.replace(record.submission, pushed_at=pushed)


def _dated(
    term: Term,
    student: str,
    name: str,
    one: TopicGrade,
    handed: HandIn,
    topic: TopicResult,
    now: datetime,
) -> TopicResult:
    """`topic` with the student's own deadline in place of the course's."""
    terms = term.topics[name]
    deadline = term.dates(student, terms).deadline
    late = int((handed.at - deadline).total_seconds()) if one.days else 0
    return msgspec.structs.replace(
        topic, due=deadline.isoformat(), late_seconds=late, revealed=now >= term.reveals(terms)
    )


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
                name: _standing(
                    one,
                    explained(term, book, grade, name, own)[1:],
                    read_texts(term, grade.student, term.topics[name]),
                )
                for name, one in grade.topics.items()
            },
            attempts={
                name: [_attempt(one, grade.topics.get(name), said) for one in there]
                for name, handed in own.items()
                if name in term.topics and (there := _from_the_first(handed))
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


def _from_the_first(handed: Sequence[HandIn]) -> list[HandIn]:
    """Without what came before the topic was there at all."""
    return list(itertools.dropwhile(lambda one: one.absent, handed))


def _standing(one: TopicGrade, why: list[str], texts: dict[str, str]) -> Standing:
    return Standing(
        points=_number(one.points),
        maximum=_number(one.maximum) or 0.0,
        days=one.days,
        reason=one.reason,
        why=why,
        texts=texts,
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
