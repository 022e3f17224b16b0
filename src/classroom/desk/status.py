"""Where a term stands: every grade, as a table of topics, as data and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from classroom.desk.compare import grades_of
from classroom.desk.files import Term
from classroom.desk.gradebook import Gradebook, Work
from classroom.desk.grades import Grade, TopicGrade
from classroom.desk.grading import waiting
from classroom.desk.text import points_text, table
from grader.escape import csv_cell, plain

_HEADER = ("topic", "due", "collected", "graded", "late", "problems", "points", "run")
_SHOWN = 10


def all_grades(term: Term, book: Gradebook, work: Work | None = None) -> list[Grade]:
    """The grade of everybody on the roster, in its order."""
    return list(grades_of(term, book, book.work() if work is None else work).values())


def lines(term: Term, book: Gradebook) -> list[str]:
    """The term as a table, and below it what waits for somebody."""
    work = book.work()
    grades = all_grades(term, book, work)
    accepted = [key for key, row in book.decisions().items() if row.accepted]
    rows = []
    for name, topic in term.topics.items():
        found = [one.topics[name] for one in grades if name in one.topics]
        runs = [str(run) for run, about in sorted(accepted) if about == name]
        known = [one.points for one in found if one.points is not None]
        mean = points_text(sum(known, Fraction(0)) / len(known)) if known else "-"
        rows.append(
            (
                name,
                topic.due.astimezone(term.file.zone).strftime("%Y-%m-%d %H:%M"),
                str(sum(_has_work(work, student, name) for student in term.students)),
                str(sum(one.handed is not None for one in found)),
                str(sum(one.days > 0 for one in found)),
                str(sum(one.points is None for one in found)),
                f"{mean} of {points_text(topic.maximum)}",
                runs[-1] if runs else "-",
            )
        )
    said = [f"{term.file.name}: {len(term.students)} students", *table(_HEADER, rows)]
    for run in waiting(book):
        said.append(f"run {run.id} waits: grader accept {run.id}, or grader reject {run.id}")
    students = book.students()
    told = [
        (name, students[name].problem)
        for name in term.students
        if name in students and students[name].problem
    ]
    said += [f"{plain(name, 100)}: {problem}" for name, problem in told[:_SHOWN]]
    if len(told) > _SHOWN:
        said.append(f"and {len(told) - _SHOWN} more students with a word from the last collection")
    return said


def as_data(term: Term, book: Gradebook) -> dict[str, Any]:
    """All grades, exact: points are fractions as text, and null where they are not known."""
    return {
        "term": term.file.name,
        "students": [
            {
                "student": one.student,
                "total": None if one.total is None else str(one.total),
                "topics": {name: _topic(found) for name, found in one.topics.items()},
            }
            for one in all_grades(term, book)
        ],
    }


def grades_csv(term: Term, grades: Sequence[Grade]) -> str:
    """A row a student: the roster's columns, what each topic gives, how late it is, the total."""
    further = list(dict.fromkeys(n for entry in term.students.values() for n in entry.columns))
    topics = [name for name in term.topics if any(name in grade.topics for grade in grades)]
    titles = [f"{name} {what}" for name in topics for what in _of_topic(term, name)]
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


def _of_topic(term: Term, name: str) -> tuple[str, ...]:
    texts = ("texts",) if term.topics[name].texts else ()
    return "points", "max", *texts, "days late", "said"


def _cells(term: Term, grade: Grade, name: str) -> list[str]:
    found = grade.topics.get(name)
    if found is None:
        return [""] * len(_of_topic(term, name))
    said = [found.reason] if found.reason else []
    if found.handed and found.handed.known == "committed":
        said.append("committed, not proven")
    if (grade.student, name) in term.extensions:
        said.append("extended")
    if (grade.student, name) in term.overrides:
        said.append("overridden")
    days = str(found.days) if found.handed else ""
    texts = [points_text(found.texts[0]) if found.texts[1] else ""]
    return [
        points_text(found.points),
        points_text(found.maximum),
        *(texts if term.topics[name].texts else ()),
        days,
        "; ".join(said),
    ]


def _topic(found: TopicGrade) -> dict[str, Any]:
    handed = found.handed
    return {
        "points": None if found.points is None else str(found.points),
        "maximum": str(found.maximum),
        "machine": str(found.machine),
        "texts": str(found.texts[0]) if found.texts[1] else None,
        "days": found.days,
        "commit": handed.commit if handed else "",
        "at": handed.at.isoformat() if handed else "",
        "known": handed.known if handed else "",
        "reason": found.reason,
    }


def _has_work(work: Work, student: str, topic: str) -> bool:
    return any(not one.absent for one in work.get(student, {}).get(topic, ()))
