"""The gradebook as Moodle imports it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from classroom.report.canvas import item_cell, item_columns
from classroom.report.csv import BOM, by_student
from classroom.report.history import TermHistory
from classroom.report.ungraded import Ungraded
from grader.escape import csv_cell
from grader.record import Record

# What Moodle maps to a user, and the roster's columns that may hold it, the best first.
_WHO = {
    "Email address": ("email", "email address"),
    "ID number": ("id number", "idnumber", "student id", "id"),
    "Username": ("username", "moodle"),
}


def moodle(
    records: Sequence[Record],
    ungraded: Sequence[Ungraded] = (),
    columns: Mapping[str, Mapping[str, str]] | None = None,
    *,
    bom: bool = False,
    history: TermHistory | None = None,
) -> str:
    """A row a student, what names them to Moodle first, and a column for each grade item.

    The username is the roster's, else the student's name in the report. Questions that are judged
    have items of their own, or in a term (`history`) a share in what it gives. A blank cell is no
    grade.
    """
    titles = [title for title, _ in item_columns(records, history)]
    rows = {
        record.submission.student: [item_cell(record, title, history) for title in titles]
        for record in by_student(records)
    }
    for lost in ungraded:
        rows.setdefault(lost.student, [""] * len(titles))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([csv_cell(title) for title in (*_WHO, "Name", *titles)])
    for student, cells in sorted(rows.items(), key=lambda row: (row[0].casefold(), row[0])):
        known = {k.casefold(): text for k, text in (columns or {}).get(student, {}).items()}
        who = [next((known[n] for n in names if known.get(n)), "") for names in _WHO.values()]
        who[-1] = who[-1] or student
        writer.writerow([csv_cell(c) for c in (*who, known.get("name") or student)] + cells)
    return (BOM if bom else "") + out.getvalue()
