"""The roster: which repository is whose."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.push.models import is_repository

COLUMNS = ("student", "repository", "email")
MAX_BYTES = 1 << 20

# A student's name is the name of a folder on any system.
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]|^[.\s-]|[.\s]$')


@dataclass(frozen=True)
class RosterEntry:
    """One row: `repository` is owner/name, `email` may be empty."""

    name: str
    repository: str
    email: str = ""


def read_roster(path: Path) -> list[RosterEntry]:
    """The students of the CSV file at `path`: columns student, repository and, optionally, email.

    Raises UsageError that names the first wrong line: nothing is done for half a class.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as e:
        raise UsageError(f"cannot read the roster {path}: {e.strerror}.") from None
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path} is larger than {MAX_BYTES >> 20} MB; is it the roster?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise UsageError(f"{path} line {line}: not UTF-8 text; save it as CSV in UTF-8.") from None
    return _students(path, text)


def _students(path: Path, text: str) -> list[RosterEntry]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    students: list[RosterEntry] = []
    columns: list[str] = []
    lines: dict[str, int] = {}
    try:
        for row in reader:
            where = f"{path} line {reader.line_num}"
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not columns:
                columns = _columns(where, cells)
                continue
            if len(cells) != len(columns):
                raise UsageError(
                    f"{where}: {len(cells)} cells where the first line has {len(columns)}."
                )
            student = _student(where, dict(zip(columns, cells, strict=True)))
            for key in (student.name.casefold(), student.repository.casefold()):
                if key in lines:
                    raise UsageError(f"{where}: {key!a} stands in line {lines[key]} already.")
                lines[key] = reader.line_num
            students.append(student)
    except csv.Error as e:
        raise UsageError(f"{path} line {reader.line_num}: not CSV ({e}).") from None
    if not students:
        raise UsageError(
            f"{path} names no student; its first line is student,repository and each other line "
            "one student."
        )
    return students


def _columns(where: str, cells: list[str]) -> list[str]:
    columns = [cell.lower() for cell in cells]
    if set(columns) - set(COLUMNS) or len(set(columns)) < len(columns):
        shown = ", ".join(ascii(cell)[:42] for cell in cells[:8])
        raise UsageError(
            f"{where}: the columns are {shown}; they must be student, repository and, optionally, "
            "email, separated by commas."
        )
    missing = [name for name in COLUMNS[:2] if name not in columns]
    if missing:
        raise UsageError(f"{where}: there is no column {' and no column '.join(missing)}.")
    return columns


def _student(where: str, row: dict[str, str]) -> RosterEntry:
    student = RosterEntry(row["student"], row["repository"], row.get("email", ""))
    if not student.name or len(student.name) > 100 or _UNFIT.search(student.name):
        raise UsageError(
            f"{where}: {student.name[:100]!a} cannot be the name of a student's folder (up to 100 "
            'characters, none of / \\ : * ? " < > |, no dot or hyphen first).'
        )
    if not is_repository(student.repository):
        raise UsageError(
            f"{where}: {student.repository[:150]!a} is not a repository; write owner/name."
        )
    if student.email and (student.email.count("@") != 1 or " " in student.email):
        raise UsageError(f"{where}: {student.email[:100]!a} is not an email address.")
    return student
