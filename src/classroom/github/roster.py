"""The roster: who is in the class, and which repository is whose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from classroom.report.csv import read_rows
from grader.errors import UsageError
from grader.push.models import is_repository

# The columns that have a meaning; GitHub Classroom calls its students by their account there.
STUDENT, REPOSITORY, EMAIL = "student", "repository", "email"
ACCOUNT, IDENTIFIER = "github_username", "identifier"
GITHUB = "github"
MAX_BYTES = 1 << 20

# A student's name is the name of a folder on any system.
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9])){0,38}", re.ASCII)
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]|^[.\s-]|[.\s]$')


@dataclass(frozen=True)
class RosterEntry:
    """One row: `repository` is owner/name; it, `email` and `account`, that on GitHub, may be empty.

    `further` are all other columns of the file.
    """

    name: str
    repository: str = ""
    email: str = ""
    further: dict[str, str] = field(default_factory=dict)
    account: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """What a report shows beside the student."""
        known = {EMAIL: self.email, GITHUB: self.account if self.account != self.name else ""}
        return self.further | {name: text for name, text in known.items() if text}


def read_roster(path: Path) -> list[RosterEntry]:
    """The students of the CSV file at `path`, cells separated by commas, semicolons or tabs.

    A column `student` names them, or in the file that GitHub Classroom exports `github_username`,
    and `identifier` where that is empty. The columns repository, email and github (the account
    there) may be there, and any others. Raises UsageError that names the first wrong line: nothing
    is done for half a class.
    """
    students: list[RosterEntry] = []
    lines: dict[str, int] = {}
    for where, line, row in read_rows(path, "roster", MAX_BYTES, _columns):
        student = _student(where, row)
        for key in filter(None, (student.name.casefold(), student.repository.casefold())):
            if key in lines:
                raise UsageError(f"{where}: {key!a} stands in line {lines[key]} already.")
            lines[key] = line
        students.append(student)
    if not students:
        raise UsageError(
            f"{path} names no student; its first line is student,repository and each other line "
            "one student."
        )
    return students


def with_repositories(students: Sequence[RosterEntry], pattern: str) -> list[RosterEntry]:
    """`students` with a repository each; `pattern` is for rows without one, owner/name-{student}.

    Raises UsageError where one has none.
    """
    found = []
    for student in students:
        repository = student.repository or pattern.replace("{student}", student.name)
        if not repository:
            raise UsageError(
                f"the roster names no repository for {student.name[:100]!a}; add the column "
                "repository, or give --repository, such as my-class/basics-{student}."
            )
        if not is_repository(repository) or (pattern and "{student}" not in pattern):
            raise UsageError(
                f"--repository: {repository[:150]!a} is not a repository of one student; write "
                "owner/name with {student} in it."
            )
        found.append(replace(student, repository=repository))
    return found


def _columns(where: str, cells: list[str]) -> list[str]:
    columns = [cell.lower() for cell in cells]
    shown = ", ".join(ascii(cell)[:42] for cell in cells[:8])
    if "" in columns or len(set(columns)) < len(columns):
        raise UsageError(f"{where}: the columns are {shown}; give each of them a name of its own.")
    if STUDENT not in columns and ACCOUNT not in columns:
        raise UsageError(
            f"{where}: there is no column student (nor {ACCOUNT}, as in the file of GitHub "
            f"Classroom), but {shown}; name the column with the students' folders student."
        )
    return columns


def _student(where: str, row: dict[str, str]) -> RosterEntry:
    named = STUDENT if STUDENT in row else ACCOUNT
    # Whoever has not accepted the assignment has no account in Classroom's file.
    account = row.get(GITHUB) or row.get(ACCOUNT, "")
    name = row.pop(named) or (row.get(IDENTIFIER, "") if named == ACCOUNT else "")
    student = RosterEntry(name, row.pop(REPOSITORY, ""), row.pop(EMAIL, ""), row, account)
    if not student.name or len(student.name) > 100 or _UNFIT.search(student.name):
        raise UsageError(
            f"{where}: {student.name[:100]!a} cannot be the name of a student's folder (up to 100 "
            'characters, none of / \\ : * ? " < > |, no dot or hyphen first).'
        )
    if student.repository and not is_repository(student.repository):
        raise UsageError(
            f"{where}: {student.repository[:150]!a} is not a repository; write owner/name."
        )
    if student.email and (student.email.count("@") != 1 or " " in student.email):
        raise UsageError(f"{where}: {student.email[:100]!a} is not an email address.")
    if account and not _LOGIN.fullmatch(account):
        raise UsageError(
            f"{where}: {account[:100]!a} is not an account on GitHub; write its name alone, as in "
            "github.com/NAME."
        )
    return student
