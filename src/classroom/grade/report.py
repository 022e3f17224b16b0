"""Write what a batch found: records, feedback, gradebook and the pages, below one folder.

A report may be written by several runs, over some of the students or topics each. It holds the
last result of every student and topic. Whoever could not be graded in the last run has no result
there, whatever an earlier run had found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from classroom.grade.submission import Finished
from classroom.report.csv import gradebook
from classroom.report.history import TermHistory
from classroom.report.page import file_name
from classroom.report.pages.site import Site
from classroom.report.pages.write import pages
from classroom.report.rerun import counted, still_ungraded, together
from classroom.report.ungraded import Ungraded
from grader.errors import UsageError
from grader.escape import plain
from grader.files import indented, write_whole
from grader.record import Record
from grader.stored import encode
from grader.stored import read as read_record

UNGRADED = "ungraded.json"
ROSTER = "roster.json"
HISTORY = "history.json"
# What stands on pages of their own.
_PAGES = ("students", "topics")
_TRACE = 100_000

_T = TypeVar("_T")

# Student -> column of the roster -> what stands there.
Columns = dict[str, dict[str, str]]


class Report:
    """The folder `out`: records/*.json, feedback/*.md, gradebook.csv, index.html and its pages.

    code/*.json holds the files in which something does not pass, for the pages. problems/*.txt and
    ungraded.json are there where submissions could not be graded, roster.json where a roster was
    given, history.json of a term. `order` is that of the course's topics. With `fresh`, what
    earlier runs have put there is forgotten once this one is through.
    """

    def __init__(self, out: Path, order: Sequence[str] = (), *, fresh: bool = False) -> None:
        self.out = out
        try:
            for name in ("records", "feedback"):
                (out / name).mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise UsageError(f"cannot write the report to {out}: {e.strerror}.") from None
        self.fresh = fresh
        self._unread: dict[str, str] = {}
        self._order = order
        self._earlier = {record.submission.student: record for record in self._read_earlier()}
        self._earlier_lost = read_ungraded(out)
        self._columns = read_columns(out)
        self._now: dict[str, Record] = {}
        self._lost: dict[str, Ungraded] = {}

    @property
    def records(self) -> list[Record]:
        """The records that count: of this run, and of earlier ones."""
        ungraded = self.ungraded
        rest = (counted(record, ungraded) for record in self._found().values())
        return [record for record in rest if record.topics]

    @property
    def ungraded(self) -> list[Ungraded]:
        """Who could not be graded: in this run, and earlier where no run has graded them since."""
        settled = {s: [topic.id for topic in r.topics] for s, r in self._now.items()}
        settled |= {student: lost.topics for student, lost in self._lost.items()}
        before = [] if self.fresh else self._earlier_lost
        found = [*still_ungraded(before, settled), *self._lost.values()]
        return sorted(found, key=lambda lost: (lost.student.casefold(), lost.student))

    @property
    def unread(self) -> list[str]:
        """The records of earlier runs that cannot be read, and so do not count, a sentence each."""
        written = {f"records/{file_name(student)}.json" for student in self._now}
        return [text for name, text in self._unread.items() if name not in written]

    @property
    def kept(self) -> list[str]:
        """The students whose results are those of an earlier run."""
        return sorted({r.submission.student for r in self.records} - self._now.keys())

    def add(
        self,
        record: Record,
        finished: Finished | None = None,
        code: Mapping[str, str] | None = None,
    ) -> None:
        """Write one student's record and feedback, as they are written out already or anew.

        `code` are the files in which something does not pass, where `finished` does not say.
        """
        student = record.submission.student
        whole = record
        earlier = self._earlier.pop(student, None)
        if earlier and not self.fresh:
            whole = together(earlier, record, self._order)
        self._now[student] = whole
        self._write_one(whole, finished if whole is record else None)
        self._write_code(record, finished.code if finished else code or {}, kept=bool(earlier))

    def lost(
        self, student: str, source: str, reason: str, trace: str, topics: Sequence[str] = ()
    ) -> Ungraded:
        """Write why a submission could not be graded; its row for the class's reports."""
        log = f"problems/{file_name(student)}.txt" if trace else ""
        if log:
            self.write(log, f"{reason}\n\n{plain(trace, _TRACE, keep_newlines=True)}\n".encode())
        return self.lose(
            Ungraded(student=student, source=source, reason=reason, log=log, topics=list(topics))
        )

    def lose(self, lost: Ungraded) -> Ungraded:
        """Take over that a student could not be graded; what an earlier run found is laid aside."""
        earlier = self._earlier.get(lost.student)
        aside = [old.earlier for old in self._earlier_lost if old.student == lost.student]
        if earlier and counted(earlier, [lost]) is not earlier:
            aside = [f"earlier/{file_name(lost.student)}.json"]
        if aside and not self.fresh:
            lost = msgspec.structs.replace(lost, earlier=aside[-1])
        self._lost[lost.student] = lost
        return lost

    def forget_missing(self) -> None:
        """Earlier rosters do not say any more who handed in nothing."""
        self._earlier_lost = [lost for lost in self._earlier_lost if not lost.missing]

    def finish(
        self,
        *,
        title: str,
        generated: str,
        roster: Columns | None = None,
        history: TermHistory | None = None,
        pages: bool = True,
    ) -> None:
        """Write what speaks of the whole class. `generated` is a date and time for people."""
        records, ungraded = self.records, self.ungraded
        # First of all: from here on, what is laid aside does not count, whatever happens.
        if ungraded:
            self.write(UNGRADED, indented(ungraded))
        else:
            self._remove(UNGRADED)
        self._lay_aside(records, ungraded)
        if roster is None and self.fresh:
            self._columns = {}
            self._remove(ROSTER)
        elif roster is not None:
            self._columns = roster
            self.write(ROSTER, indented(roster))
        if self.fresh:
            rewritten = {f"records/{file_name(student)}.json" for student in self._now}
            self._remove(*(self._unread.keys() - rewritten))
        if history is not None:
            self.write(HISTORY, indented(history))
        else:
            self._remove(HISTORY)
        book = gradebook(records, ungraded, columns=self._columns, history=history)
        self.write("gradebook.csv", book.encode())
        if pages:
            self._write_pages(title, generated, history, self.kept)

    def show(self) -> None:
        """Write the pages anew from what the folder holds."""
        history = read_history(self.out)
        title = history.name if history else next((r.course for r in self.records), "Report")
        times = [record.timing.started_at for record in self.records]
        latest = max(times, default="")[:16].replace("T", " ")
        generated = f"{history.now:%Y-%m-%d %H:%M %Z}" if history else f"{latest} UTC"
        self._write_pages(title, generated, history, ())

    def _write_pages(
        self, title: str, generated: str, history: TermHistory | None, kept: Collection[str]
    ) -> None:
        site = Site(
            records=self.records,
            ungraded=self.ungraded,
            title=title,
            generated=generated,
            kept=kept,
            columns=self._columns,
            history=history,
            code=lambda student: read_code(self.out, student),
            similar=sorted(
                path.stem.removeprefix("similar-") for path in self.out.glob("similar-*.html")
            ),
        )
        written = set()
        for name, text in pages(site):
            self.write(name, text.encode())
            written.add(name)
        there = {f"{d}/{path.name}" for d in _PAGES for path in (self.out / d).glob("*.html")}
        self._remove(*(there - written))

    def write(self, name: str, content: bytes) -> None:
        """Write one file of the report."""
        path = self.out / name
        try:
            write_whole(path, content)
        except OSError as e:
            raise UsageError(f"cannot write {path}: {e.strerror}.") from None

    def _read_earlier(self) -> Iterator[Record]:
        for path in sorted((self.out / "records").glob("*.json")):
            try:
                yield read_record(path)
            except UsageError as e:
                self._unread[f"records/{path.name}"] = str(e)

    def _found(self) -> dict[str, Record]:
        return self._now if self.fresh else self._earlier | self._now

    def _write_one(self, record: Record, finished: Finished | None = None) -> None:
        name = file_name(record.submission.student)
        written = finished or Finished.of(record)
        self.write(f"records/{name}.json", written.record)
        self.write(f"feedback/{name}.md", written.feedback)

    def _write_code(self, record: Record, code: Mapping[str, str], *, kept: bool) -> None:
        """Keep the files in which something does not pass, and those of topics graded earlier."""
        student = record.submission.student
        now = {f"exercises/{topic.id}/" for topic in record.topics}
        earlier = read_code(self.out, student) if kept and not self.fresh else {}
        rest = {path: text for path, text in earlier.items() if not path.startswith(tuple(now))}
        name = f"code/{file_name(student)}.json"
        if found := rest | dict(code):
            self.write(name, indented(found))
        else:
            self._remove(name)

    def _lay_aside(self, records: Sequence[Record], ungraded: Sequence[Ungraded]) -> None:
        """Bring the files of single students in line with what counts."""
        rest = {record.submission.student: record for record in records}
        for student, record in (self._earlier | self._now).items():
            lost = self._lost.get(student)
            if lost and lost.earlier and record is not rest.get(student):
                self.write(lost.earlier, encode(record))
            if student not in rest:
                name = file_name(student)
                self._remove(f"records/{name}.json", f"feedback/{name}.md", f"code/{name}.json")
            elif rest[student] is not record:
                self._write_one(rest[student])
        used = {file for lost in ungraded for file in (lost.log, lost.earlier)}
        self._remove(*({f for old in self._earlier_lost for f in (old.log, old.earlier)} - used))

    def _remove(self, *names: str) -> None:
        for name in filter(None, names):
            (self.out / name).unlink(missing_ok=True)


def read_report(folder: Path) -> tuple[list[Record], list[Ungraded]]:
    """The records of the report in `folder` that count, and who could not be graded."""
    ungraded = read_ungraded(folder)
    paths = sorted((folder / "records").glob("*.json"))
    records = (counted(read_record(path), ungraded) for path in paths)
    return [record for record in records if record.topics], ungraded


def read_ungraded(folder: Path) -> list[Ungraded]:
    """What could not be graded, by the report in `folder`. Raises UsageError."""
    return _read(folder / UNGRADED, list[Ungraded], [])


def read_columns(folder: Path) -> Columns:
    """What the roster says of each student, by the report in `folder`. Raises UsageError."""
    return _read(folder / ROSTER, Columns, {})


def read_history(folder: Path) -> TermHistory | None:
    """What a term knows, by the report in `folder`; None of a plain one. Raises UsageError."""
    return _read(folder / HISTORY, TermHistory | None, None)


def read_code(folder: Path, student: str) -> dict[str, str]:
    """The files of a student in which something does not pass, path -> text. Raises UsageError."""
    return _read(folder / "code" / f"{file_name(student)}.json", dict[str, str], {})


def _read(path: Path, type: Any, absent: _T) -> _T:
    try:
        found: _T = msgspec.json.decode(path.read_bytes(), type=type)
        return found
    except FileNotFoundError:
        return absent
    except (OSError, msgspec.DecodeError) as e:
        raise UsageError(
            f"{path} cannot be read: {e}; remove it, and grade the class again."
        ) from None
