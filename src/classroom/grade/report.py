"""Write what a batch found: records, feedback, gradebook and the class page, below one folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from classroom.grade.submission import Finished
from classroom.report.csv import gradebook
from classroom.report.html import class_page
from classroom.report.ungraded import Ungraded
from grader.errors import UsageError
from grader.escape import plain
from grader.files import indented, write_whole
from grader.record import Record

UNGRADED = "ungraded.json"
_TRACE = 100_000
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Report:
    """The folder `out`: records/*.json, feedback/*.md, gradebook.csv, index.html.

    problems/*.txt and ungraded.json are there where submissions could not be graded.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        try:
            for name in ("records", "feedback"):
                (out / name).mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise UsageError(f"cannot write the report to {out}: {e.strerror}.") from None

    def add(self, record: Record, finished: Finished | None = None) -> None:
        """Write one student's record and feedback, as they are written out already or anew."""
        name = file_name(record.submission.student)
        written = finished or Finished.of(record)
        self.write(f"records/{name}.json", written.record)
        self.write(f"feedback/{name}.md", written.feedback)

    def lost(self, student: str, source: str, reason: str, trace: str) -> Ungraded:
        """Write why a submission could not be graded; its row for the class's reports."""
        log = f"problems/{file_name(student)}.txt" if trace else ""
        if log:
            self.write(log, f"{reason}\n\n{plain(trace, _TRACE, keep_newlines=True)}\n".encode())
        return Ungraded(student=student, source=source, reason=reason, log=log)

    def finish(
        self,
        records: Sequence[Record],
        ungraded: Sequence[Ungraded] = (),
        *,
        title: str,
        generated: str,
    ) -> None:
        """Write what speaks of the whole class. `generated` is a date and time for people."""
        self.write("gradebook.csv", gradebook(records, ungraded).encode())
        page = class_page(records, ungraded, title=title, generated=generated)
        self.write("index.html", page.encode())
        if ungraded:
            self.write(UNGRADED, indented(list(ungraded)))
        else:
            (self.out / UNGRADED).unlink(missing_ok=True)

    def write(self, name: str, content: bytes) -> None:
        """Write one file of the report."""
        path = self.out / name
        try:
            write_whole(path, content)
        except OSError as e:
            raise UsageError(f"cannot write {path}: {e.strerror}.") from None


def file_name(student: str) -> str:
    """A file name for a student's name, which may be anything; different for different names."""
    name = _UNSAFE.sub("_", student)[:100].lstrip(".")
    if name == student:
        return name
    return f"{name}-{hashlib.sha256(student.encode(errors='replace')).hexdigest()[:8]}"


def read_ungraded(folder: Path) -> list[Ungraded]:
    """What could not be graded, by the report in `folder`. Raises UsageError."""
    path = folder / UNGRADED
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Ungraded])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.DecodeError) as e:
        raise UsageError(f"{path} cannot be read: {e}; grade the class again.") from None
