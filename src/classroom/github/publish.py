"""Post what a class run found to each student's repository."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from classroom.github.refusals import stop_if_hopeless
from classroom.github.roster import RosterEntry
from classroom.grade.report import read_ungraded
from classroom.report.csv import reasons
from classroom.report.rerun import counted
from classroom.report.ungraded import Ungraded
from grader.errors import GitHubError, UsageError
from grader.escape import plain
from grader.push.artifact import MAX_RECORDS_OF_A_CLASS, read_records
from grader.push.client import GitHub
from grader.push.sticky import post
from grader.record import Record
from grader.render.markdown import feedback


@dataclass(frozen=True)
class Published:
    """What became of one student, for people."""

    student: str
    text: str
    failed: bool = False


def read_class(report: Path) -> tuple[list[Record], list[Ungraded]]:
    """The records of a report that count, and who could not be graded."""
    folder = report / "records"
    if not folder.is_dir():
        raise UsageError(f"{report} has no folder records; is it a report of grader grade?")
    ungraded = read_ungraded(report)
    records = [counted(r, ungraded) for r in read_records(folder, limit=MAX_RECORDS_OF_A_CLASS)]
    return [record for record in records if record.topics], ungraded


def unpublished(records: Sequence[Record], ungraded: Sequence[Ungraded]) -> list[Published]:
    """A line for each student who handed in and has nothing to be posted."""
    posted = {record.submission.student for record in records}
    told = reasons([lost for lost in ungraded if not lost.missing])
    return [
        Published(plain(student, 100), f"not posted: {plain('; '.join(why), 300)}", failed=True)
        for student, why in told.items()
        if student not in posted
    ]


def publish(
    github: GitHub, records: list[Record], roster: list[RosterEntry], author: str
) -> Iterator[Published]:
    """Post each record to the repository of its student, a line each, one after the other.

    What a student may not see yet stays closed: `feedback` applies the student's view.
    """
    repositories = {student.name: student.repository for student in roster}
    seen: set[str] = set()
    for record in records:
        name = record.submission.student
        shown = plain(name, 100)
        repository = repositories.get(name)
        if repository is None:
            yield Published(shown, "not posted: not on the roster", failed=True)
        elif name in seen:
            yield Published(
                shown, "not posted: the report has two records of this student", failed=True
            )
        else:
            seen.add(name)
            try:
                posted = post(github, repository, feedback(record), author)
            except GitHubError as e:
                stop_if_hopeless(e, first=len(seen) == 1)
                yield Published(shown, f"not posted: {e}", failed=True)
            else:
                yield Published(shown, f"{repository}: {posted}")
