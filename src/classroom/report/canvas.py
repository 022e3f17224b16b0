"""The gradebook as Canvas imports it: made anew, or filled into one that Canvas has exported."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from classroom.report.csv import by_student, outline
from classroom.report.history import TermHistory
from classroom.report.ungraded import Ungraded
from grader.errors import UsageError
from grader.escape import csv_cell
from grader.record import Record

# Student -> column of the roster -> what stands there.
Columns = Mapping[str, Mapping[str, str]]
WHO = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_PLACES = ("SIS Login ID", "SIS User ID", "ID", "Student")
_WITH_ID = re.compile(r"(?P<title>.*) \([0-9]+\)")


def canvas(
    records: Sequence[Record],
    ungraded: Sequence[Ungraded] = (),
    columns: Columns | None = None,
    history: TermHistory | None = None,
) -> str:
    """A gradebook that Canvas imports: a column a topic, one more where its questions are judged.

    In a term (`history`) the one column has what the term gives.

    Students are found there by login or name; name and section are those of the roster
    (`columns`), where it has them. A column that Canvas does not know
    becomes a new assignment; `canvas_filled` is safer.
    """
    titles = list(item_columns(records, history))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([csv_cell(name) for name in (*WHO, *(c for c, _ in titles))])
    possible = [csv_cell(points) for _, points in titles]
    writer.writerow(["    Points Possible", *[""] * (len(WHO) - 1), *possible])
    rows = {
        record.submission.student: [item_cell(record, title, history) for title, _ in titles]
        for record in by_student(records)
    }
    for lost in ungraded:
        # Blank is no change for Canvas; 0 would be a grade.
        rows.setdefault(lost.student, [""] * len(titles))
    for student, cells in rows.items():
        known = (columns or {}).get(student, {})
        name, section = known.get("name") or student, known.get("section", "")
        who = (name, "", "", student, section)
        writer.writerow([*map(csv_cell, who), *cells])
    return out.getvalue()


class Filled(NamedTuple):
    """Canvas's gradebook with our columns filled in.

    `unknown` are students that it does not have, `twice` those with more than one row, of which
    the first is filled; `idle` are rows of nobody that we know.
    """

    text: str
    unknown: list[str]
    twice: list[str]
    idle: list[str]


def canvas_filled(
    records: Sequence[Record],
    exported: str,
    ungraded: Sequence[Ungraded] = (),
    columns: Columns | None = None,
    history: TermHistory | None = None,
) -> Filled:
    """Canvas's own export with our columns filled in, and what does not fit.

    A column is ours if its title, without the number in brackets, is a topic's. A row is a
    student's if its login, SIS id, id or name is theirs: the student's name in the report, or
    what the roster says under email, identifier or name. All other cells stay.
    """
    text = exported.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    # Where numbers have a comma, Canvas separates cells by semicolons.
    separator = max(",;", key=first.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    header = rows[0] if rows else []
    named = header[:2] == ["Student", "ID"] or header[:3] == ["LastName", "FirstName", "ID"]
    if not named or "Section" not in header:
        raise UsageError(
            "this is no gradebook of Canvas: its first row must begin with Student, ID or "
            "LastName, FirstName, ID, and have a Section; export it there and name that file."
        )
    titles = [(_WITH_ID.fullmatch(title) or {"title": title})["title"] for title in header]
    known = [column for column, _ in item_columns(records, history)]
    ours = {column: titles.index(column) for column in known if column in titles}
    if not ours:
        wanted = ", ".join(known)
        raise UsageError(f"the gradebook has none of the columns {wanted}; add them in Canvas.")
    places = [header.index(name) for name in _PLACES if name in header]
    graded = {record.submission.student: record for record in records}
    students = _by_any_name([*graded, *(lost.student for lost in ungraded)], columns or {})
    seen: dict[str, int] = {}
    idle = []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", delimiter=separator)
    writer.writerow(header)
    for number, row in enumerate(rows[1:]):
        names = [row[i].strip().casefold() for i in places if i < len(row)]
        if header[0] == "LastName" and len(row) > 1:
            names.append(f"{row[1].strip()} {row[0].strip()}".casefold())
        student = next((students[name] for name in names if name in students), None)
        if student is not None:
            seen[student] = seen.get(student, 0) + 1
            if seen[student] == 1 and student in graded:
                row += [""] * (len(header) - len(row))
                for column, place in ours.items():
                    row[place] = item_cell(graded[student], column, history) or row[place]
        elif row and any(row) and not _is_possible(number, row):
            idle.append(row[0])
        writer.writerow([_safe(cell) for cell in row])
    unknown = [student for student in graded if student not in seen]
    return Filled(out.getvalue(), unknown, [s for s, n in seen.items() if n > 1], idle)


def _by_any_name(students: Sequence[str], columns: Columns) -> dict[str, str]:
    """Every name that stands for one student alone -> the student; the report's own go first."""
    found: dict[str, str] = {}
    for column in ("email", "identifier", "name"):
        names = [(columns.get(s, {}).get(column, "").casefold(), s) for s in students]
        counts = Counter(name for name, _ in names)
        found |= {name: student for name, student in names if name and counts[name] == 1}
    return found | {student.casefold(): student for student in students}


def _is_possible(number: int, row: Sequence[str]) -> bool:
    """Whether it is the row of the maxima, the first or second below the header."""
    return number < 2 and (row[0].strip() in ("", "Points Possible"))


def _safe(cell: str) -> str:
    """A cell of somebody else's file: a number or Canvas's blank row stays, a formula does not."""
    return cell if re.fullmatch(r"\s*|-|-?[0-9.,]+%?| *Points Possible", cell) else csv_cell(cell)


def item_columns(
    records: Sequence[Record], history: TermHistory | None
) -> Iterator[tuple[str, float]]:
    """Column -> its maximum: the topics, and their questions where they stand apart."""
    for topic, tasks in outline(records):
        if history is not None:
            most = history.maximum(topic.id)
            if most is not None:
                yield topic.id, most
            continue
        yield topic.id, sum(task.points for task in tasks)
        if topic.questions and topic.questions.judged:
            yield f"{topic.id} questions", topic.questions.points


def item_cell(record: Record, column: str, history: TermHistory | None) -> str:
    """The points of a record in a column, blank (for Canvas: no change) where it has none."""
    topics = {topic.id: topic for topic in record.topics}
    if history is not None:
        given = history.standing(record.submission.student, column)
        # Who has handed in nothing is what --missing speaks of; points that people give are points.
        if given is None or given.points is None or not (given.points or column in topics):
            return ""
        return csv_cell(given.points)
    if column in topics:
        return csv_cell(topics[column].earned)
    asked = next((t.questions for n, t in topics.items() if column == f"{n} questions"), None)
    return csv_cell(float(asked.earned)) if asked and asked.judged else ""
