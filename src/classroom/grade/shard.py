"""A class over several machines: which submissions are whose, and one report made of all.

A submission belongs to a shard by its student's name alone, so every machine agrees without
knowing the others, and a student stays with the same shard (and its cache) from run to run.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from classroom.grade.cache import fingerprint
from classroom.grade.report import Columns, read_code, read_columns
from classroom.grade.submission import Job
from classroom.report.page import file_name
from classroom.report.ungraded import Ungraded
from grader.course.manifest import Course
from grader.errors import UsageError
from grader.files import indented
from grader.record import Record
from grader.stored import read

FILE = "shard.json"
_FORM = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@dataclass(frozen=True)
class Shard:
    """Part `number` (from 1) of `of`."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def holds(self, student: str) -> bool:
        """Whether the submission of `student` belongs to this shard."""
        hashed = hashlib.sha256(student.encode(errors="surrogatepass")).digest()
        return int.from_bytes(hashed[:8]) % self.of == self.number - 1

    def choose(self, jobs: Sequence[Job]) -> list[Job]:
        """The jobs of this shard."""
        return [job for job in jobs if self.holds(job.student)]


class ShardPart(msgspec.Struct, kw_only=True):
    """shard.json: what one shard was and did. `course` is a hash of all that decides on points."""

    shard: int
    of: int
    title: str
    version: str
    course: str
    graded: list[str]
    ungraded: list[Ungraded] = []


@dataclass(frozen=True)
class Merged:
    """All shards as one: the course's title, the records and what could not be graded.

    `columns` are what the roster says of each student, None where the shards had no roster.
    `logs` are the files of problems/ by their name in a report, `code` the files of each student in
    which something does not pass.
    """

    title: str
    records: list[Record]
    ungraded: list[Ungraded]
    columns: Columns | None
    logs: dict[str, Path]
    code: dict[str, dict[str, str]]


def parse(text: str) -> Shard:
    """`2/5` as a shard. Raises UsageError."""
    found = _FORM.fullmatch(text.strip())
    shard = Shard(int(found[1]), int(found[2])) if found else Shard(0, 0)
    if not 1 <= shard.number <= shard.of:
        raise UsageError(f"--shard {text}: write it as 2/5, the second part of five.")
    return shard


def describe(
    shard: Shard, course: Course, records: Sequence[Record], ungraded: Sequence[Ungraded]
) -> bytes:
    """The content of shard.json."""
    part = ShardPart(
        shard=shard.number,
        of=shard.of,
        title=course.title,
        version=course.version,
        course=fingerprint(course),
        graded=sorted(record.submission.student for record in records),
        ungraded=list(ungraded),
    )
    return indented(part)


def merge(folders: Sequence[Path]) -> Merged:
    """What the shards in `folders` graded. Raises UsageError unless they are one whole class."""
    parts = [(folder, _read(folder)) for folder in folders]
    _require_one_course(parts)
    _require_whole([part for _, part in parts])
    students = Counter(student for _, part in parts for student in part.graded)
    students.update(lost.student for _, part in parts for lost in part.ungraded)
    if twice := [student for student, count in students.items() if count > 1]:
        raise UsageError(f"{twice[0]} was graded in more than one shard; grade the class again.")
    records = [_record(folder, name) for folder, part in parts for name in part.graded]
    ungraded = [lost for _, part in parts for lost in part.ungraded]
    columns = [found for folder in folders if (found := read_columns(folder))]
    logs = {
        name: folder / name
        for folder, part in parts
        for name in (f"problems/{file_name(lost.student)}.txt" for lost in part.ungraded)
        if (folder / name).is_file()
    }
    code = {name: read_code(folder, name) for folder, part in parts for name in part.graded}
    known = columns[0] if columns else None
    return Merged(parts[0][1].title, records, ungraded, known, logs, code)


def _read(folder: Path) -> ShardPart:
    path = folder / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=ShardPart)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        raise UsageError(
            f"{folder} has no {FILE} that can be read; name what `grader grade --shard` wrote."
        ) from None


def _require_one_course(parts: Sequence[tuple[Path, ShardPart]]) -> None:
    first_folder, first = parts[0]
    for folder, part in parts:
        versions = (part.title, part.version)
        if versions != (first.title, first.version):
            raise UsageError(
                f"{folder} was graded with {part.title} {part.version}, {first_folder} with "
                f"{first.title} {first.version}; grade all shards with one version."
            )
        if part.course != first.course:
            raise UsageError(
                f"{folder} and {first_folder} were graded with different checks or engines of "
                f"version {part.version}; grade all shards from one commit."
            )


def _require_whole(parts: Sequence[ShardPart]) -> None:
    of = {part.of for part in parts}
    if len(of) > 1:
        counts = " and ".join(map(str, sorted(of)))
        raise UsageError(f"these are shards of {counts} parts; merge those of one run.")
    counted = Counter(part.shard for part in parts)
    for number in range(1, of.pop() + 1):
        if counted[number] != 1:
            problem = "missing" if not counted[number] else "there more than once"
            raise UsageError(f"shard {number} is {problem}; merge each shard of a run once.")


def _record(folder: Path, student: str) -> Record:
    record = read(folder / "records" / f"{file_name(student)}.json")
    if record.submission.student != student:
        raise UsageError(
            f"{folder} has the record of another student for {student}; grade it again."
        )
    return record
