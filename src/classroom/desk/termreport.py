"""A term as a report: the records that count with the term's dates, and the grades as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import func, select

from classroom.desk.decisions import EXTENSIONS, OVERRIDES
from classroom.desk.files import ROSTER, Term
from classroom.desk.gradebook import Gradebook
from classroom.desk.grades import Grade, HandIn, TopicGrade
from classroom.desk.schema import DecisionRow, ResultRow, StudentRow, SubmissionRow
from classroom.desk.status import all_grades
from classroom.desk.term import FILE
from classroom.desk.termhistory import history_of
from classroom.desk.text import points_text
from classroom.grade.report import Report
from classroom.report.ungraded import Ungraded
from grader.escape import csv_cell
from grader.record import Origin, Record, Submission, TopicResult
from grader.render.causes import failing_files
from grader.repository.collect import MAX_FILE
from grader.repository.store import GitRefused, Store
from grader.repository.tree import CommitTree

GRADES = "grades.csv"
# For the code of one student.
_SECONDS = 20.0


def write_report(term: Term, book: Gradebook, out: Path, topics: Sequence[str]) -> Report | None:
    """Write the report of the whole term to `out`; None where there is no record yet.

    The order of its topics is `topics`. Raises UsageError where it cannot be written.
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
    report.finish(title=term.file.name, generated=generated, roster=columns, history=history)
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
    return found, [(path.name, path.stat().st_mtime_ns) for path in files]


def grades_csv(term: Term, grades: Sequence[Grade]) -> str:
    """A row a student: the roster's columns, what each topic gives, how late it is, the total."""
    further = list(dict.fromkeys(n for entry in term.students.values() for n in entry.columns))
    topics = [name for name in term.topics if any(name in grade.topics for grade in grades)]
    titles = [
        f"{name} {what}" for name in topics for what in ("points", "max", "days late", "said")
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([csv_cell(cell) for cell in ("student", *further, *titles, "total percent")])
    for grade in grades:
        columns = term.students[grade.student].columns
        cells = [grade.student, *(columns.get(name, "") for name in further)]
        for name in topics:
            cells += _cells(term, grade, name)
        cells.append(points_text(grade.total))
        writer.writerow([csv_cell(cell) for cell in cells])
    return out.getvalue()


def _cells(term: Term, grade: Grade, name: str) -> list[str]:
    found = grade.topics.get(name)
    if found is None:
        return [""] * 4
    said = [found.reason] if found.reason else []
    if found.handed and found.handed.known == "committed":
        said.append("committed, not proven")
    if (grade.student, name) in term.extensions:
        said.append("extended")
    if (grade.student, name) in term.overrides:
        said.append("overridden")
    days = str(found.days) if found.handed else ""
    return [points_text(found.points), points_text(found.maximum), days, "; ".join(said)]


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
    wanted: dict[str, dict[str, int]] = {}
    for topic in record.topics:
        handed = grade.topics[topic.id].handed
        if handed is not None:
            paths = dict.fromkeys(failing_files(topic), MAX_FILE)
            wanted[handed.commit] = wanted.get(handed.commit, {}) | paths
    store = Store(term.collected / grade.student, _SECONDS)
    found = {}
    for commit, paths in wanted.items():
        try:
            for path, content in CommitTree(store, commit).read(paths):
                if isinstance(content, bytes):
                    found[path] = content.decode(errors="replace")
        except GitRefused:
            # It was graded from here; a clone that has gone since costs the page its code only.
            continue
    return found


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
