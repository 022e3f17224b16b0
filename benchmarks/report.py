"""What the pages of a large term cost: seconds, peak memory, and the size of each kind of page.

Goes through `grader demo` (or takes its folder), so every result is one that the judge found, and
enters each of its students into the gradebook again under other names, until there are N. Then
`grader report --term` and the exports run in processes of their own. Two more submissions are
graded for the size of their records: untouched stubs, and solutions that raise. What is
above its limit ends this with status 1; of the time it is the processor's, which a busy machine
leaves nearly alone.
Run: python benchmarks/report.py [--students 300] [--demo FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec
from sqlalchemy import inspect, select
from tests.course_copy import GRADER

from classroom.author.compose import solutions, stubs
from classroom.author.demo import write_class
from classroom.desk.files import ROSTER
from classroom.desk.gradebook import Gradebook
from classroom.desk.schema import PushRow, ResultRow, StudentRow, SubmissionRow
from grader.course.manifest import load_course
from grader.stored import decode, encode

ROOT = Path(__file__).resolve().parents[1]
KB = 1024
# Kind of page -> the most bytes that one may have.
LIMITS = {
    "index": 1024 * KB,
    "students": 200 * KB,
    "record of stubs": 30 * KB,
    "of files that raise": 300 * KB,
}
SECONDS = 60.0
FORMATS = ("csv", "json", "moodle", "canvas", "items")


def main() -> None:
    """Make a term of many, write its report, print; status 1 above a limit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--demo", type=Path, help="a folder of grader demo, which is changed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        demo = options.demo or Path(name) / "demo"
        if options.demo is None:
            command = [GRADER, "demo", "--folder", demo, "--out", Path(name) / "report"]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        grow(demo / "term", options.students)
        out = Path(name) / "large"
        used = written("report", "--term", demo / "term", "--out", out)
        above = told(out, *used)
        for form in FORMATS:
            path = Path(name) / form
            seconds, cpu, _ = written("export", out, "--format", form, "--out", path)
            size = path.stat().st_size / KB
            print(
                f"export {form:7} {size:9.1f} KB, {seconds:.1f} s, {cpu:.1f} s of CPU", flush=True
            )
        for kind, size in extremes(Path(name)).items():
            print(f"{kind:20} {size / KB:9.1f} KB of {LIMITS[kind] / KB:.0f}")
            above |= size > LIMITS[kind]
        sys.exit(above)


def grow(term: Path, count: int) -> None:
    """Enter the students of the term's gradebook again, until there are `count`."""
    with (term / ROSTER).open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    book = Gradebook(f"sqlite:///{(term / 'gradebook.db').absolute()}")
    with book.writing() as session:
        students = list(session.scalars(select(StudentRow)))
        by_name = {row.name: row for row in students}
        for number in range(len(rows), count):
            old = by_name[rows[number % len(by_name)]["student"]]
            name = f"student-{number + 1:03}"
            own = {
                "student": name,
                "repository": f"demo/{name}",
                "email": f"{name}@example.invalid",
            }
            rows.append(rows[number % len(by_name)] | own)
            link = term / "collected" / name
            if (term / "collected" / old.name).exists():
                link.symlink_to(old.name)
            new = copy(session, old, name=name)
            for push in session.scalars(select(PushRow).where(PushRow.student_id == old.id)):
                copy(session, push, student_id=new.id)
            theirs = select(SubmissionRow).where(SubmissionRow.student_id == old.id)
            for submission in list(session.scalars(theirs)):
                again = copy(session, submission, student_id=new.id)
                found = select(ResultRow).where(ResultRow.submission_id == submission.id)
                for result in list(session.scalars(found)):
                    record = result.record and renamed(result.record, name)
                    copy(session, result, submission_id=again.id, record=record)
    book.close()
    with (term / ROSTER).open("w", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def copy(session: Any, row: Any, **changes: Any) -> Any:
    """A new row like `row`, in the book."""
    names = [column.key for column in inspect(type(row)).column_attrs if column.key != "id"]
    made = type(row)(**{name: getattr(row, name) for name in names} | changes)
    session.add(made)
    session.flush()
    return made


def renamed(record: bytes, name: str) -> bytes:
    """A record of somebody else."""
    found = decode(zlib.decompress(record))
    found.submission = msgspec.structs.replace(found.submission, student=name)
    return zlib.compress(encode(found), 1)


def extremes(folder: Path) -> dict[str, int]:
    """The sizes of the records of who did nothing, and of whose every file raises."""
    course = load_course(ROOT)
    idle = {path: text for topic in course.topics.values() for path, text in stubs(topic).items()}
    raising: dict[str, str] = {}
    for topic in course.topics.values():
        # Of stubs nothing is run: only what is written can raise.
        for path, text in solutions(course, topic).items():
            raising[path] = text + ("\nraise RuntimeError(1)\n" if path.endswith(".py") else "")
    students = write_class(course, folder / "class", [("idle", idle), ("raising", raising)])
    # 4: on a busy machine the reference may run out of time, which costs these records nothing.
    written("grade", *students, "--out", folder / "extremes", accepted=(0, 4))
    sizes = [(folder / f"extremes/records/{path.name}.json").stat().st_size for path in students]
    return dict(zip(("record of stubs", "of files that raise"), sizes, strict=True))


def written(*arguments: object, accepted: Sequence[int] = (0,)) -> tuple[float, float, float]:
    """Seconds, CPU seconds and megabytes of a command of ours."""
    start = time.monotonic()
    command = [str(part) for part in (GRADER, *arguments)]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode not in accepted:
        raise SystemExit(f"grader {arguments[0]} ended with status {run.returncode}")
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / KB


def told(out: Path, seconds: float, cpu: float, megabytes: float) -> int:
    """Print the table; 1 if something is above its limit."""
    sizes: dict[str, list[int]] = defaultdict(list)
    for path in out.rglob("*.html"):
        kind = path.parent.name if path.parent != out else path.stem
        sizes[kind].append(path.stat().st_size)
    records = [(path, path.stat().st_size) for path in (out / "records").glob("*.json")]
    sizes["records"] = [size for _, size in records]
    sizes["code"] = [path.stat().st_size for path in (out / "code").glob("*.json")]
    above = cpu > SECONDS
    print(f"{'files':20} {'number':>7} {'mean KB':>9} {'max KB':>9} {'limit KB':>9}")
    for kind, found in sizes.items():
        if not found:
            continue
        limit = LIMITS.get(kind)
        over = limit is not None and max(found) > limit
        above |= over
        print(
            f"{kind:20} {len(found):7} {sum(found) / len(found) / KB:9.1f} "
            f"{max(found) / KB:9.1f} {'' if limit is None else f'{limit / KB:9.0f}'}"
            f"{'  above' if over else ''}"
        )
    print(
        f"grader report: {seconds:.1f} s of {SECONDS:.0f}, {cpu:.1f} s of CPU, peak "
        f"{megabytes:.0f} MB",
        flush=True,
    )
    return int(above)


if __name__ == "__main__":
    main()
