"""Write what a batch found: records, feedback, gradebook and the class page, below one folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from classroom.report.csv import gradebook
from classroom.report.html import class_page
from grader.errors import UsageError
from grader.files import write_whole
from grader.record import Record, encode
from grader.render.markdown import feedback

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Report:
    """The folder `out`: records/*.json, feedback/*.md, gradebook.csv, index.html."""

    def __init__(self, out: Path) -> None:
        self.out = out
        try:
            for name in ("records", "feedback"):
                (out / name).mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise UsageError(f"cannot write the report to {out}: {e.strerror}.") from None

    def add(self, record: Record) -> None:
        """Write one student's record and feedback."""
        name = file_name(record.submission.student)
        self.write(f"records/{name}.json", encode(record))
        self.write(f"feedback/{name}.md", feedback(record).encode())

    def finish(self, records: Sequence[Record], *, title: str, generated: str) -> None:
        """Write what speaks of the whole class. `generated` is a date and time for people."""
        self.write("gradebook.csv", gradebook(records).encode())
        page = class_page(records, title=title, generated=generated)
        self.write("index.html", page.encode())

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
