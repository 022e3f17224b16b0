"""`grader demo`: a term of a class, made and graded by the commands that an instructor has."""

from __future__ import annotations

import csv
import io
import os
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classroom.cli.options import OutOption, WorkersOption
from grader.cli.options import CourseOption
from grader.course.manifest import Course, find_course
from grader.errors import UsageError

if TYPE_CHECKING:
    from classroom.demo.students import DemoStudent

_READERS = ("tom", "ina")


def demo(
    out: OutOption = Path("report"),
    folder: Annotated[
        Path, typer.Option("--folder", help="Where the demo's term is written.")
    ] = Path("build/demo"),
    workers: WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Make a demo class in the tenth week of a term, and go through the term's commands.

    About two dozen students: some are through, most on their way with mistakes that real learners
    make, some stuck, some late, one ill, one with nothing, one whose repository is empty,
    three whose code breaks or never ends. They are collected and graded, a regrade waits, texts are
    scored by two readers and some wait to be read. Each command is printed before it runs. It takes
    about a minute; the last line names the page to open.

    Example: grader demo --out report
    """
    from classroom.demo import texts
    from classroom.demo.students import Calendar, students
    from classroom.demo.term import MENDED, write_folder

    found = find_course(course.resolve())
    calendar = Calendar.around(datetime.now(UTC))
    class_ = students(found, calendar)
    typer.echo(f"writing {len(class_)} students and their term to {folder}", err=True)
    write_folder(found, folder, calendar, class_)
    if (out / "records").is_dir():
        typer.echo(f"what an earlier run has put into {out} is replaced", err=True)
    term = ("--term", folder / "term")
    at = () if course == Path() else ("--course", course)
    graded = ("--every-push", "--no-pages", "--out", out, "--workers", str(workers))
    server = f"file://{(folder / 'server').resolve()}"
    _run("collect", *term, *at, GITHUB_SERVER_URL=server, GITHUB_TOKEN="")
    # The checks as they were before one of them was mended, which is what the regrade is for.
    earlier = ("--course", folder / "earlier")
    _run("grade", *term, "--topic", MENDED[0], *earlier, *graded)
    _run("grade", *term, *at, *graded)
    _run("regrade", *term, *at, "--topic", MENDED[0], "--workers", str(workers))
    sheets = ("--report", out, *at)
    _run("rubric", "export", texts.TOPIC, *term, *sheets, "--readers", str(len(_READERS)))
    for number, reader in enumerate(_READERS, 1):
        sheet = folder / f"term/texts/{texts.TOPIC}-{number}.csv"
        _fill(sheet, found, class_, reader)
        _run("rubric", "import", texts.TOPIC, sheet, "--by", reader, *term, *sheets)
    alike = next(iter(found.topics))
    _run("similar", alike, *term, *at, "--out", out / f"similar-{alike}.html")
    _run("report", *term, *at, "--out", out)
    typer.echo(f"\nopen: {out / 'index.html'}")


def _run(*arguments: str | Path, **environment: str) -> None:
    """Print a command of ours, and go through it in this process."""
    from grader.cli.app import app

    words = [str(argument) for argument in arguments]
    said = "".join(f"{name}={shlex.quote(value)} " for name, value in environment.items())
    typer.echo(f"\n$ {said}grader {shlex.join(words)}")
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        # The status of a part is part of what is shown: a repository is gone, for one.
        typer.main.get_command(app).main(words, "grader", standalone_mode=False)
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _fill(sheet: Path, course: Course, class_: Sequence[DemoStudent], reader: str) -> None:
    """Fill in a reader's sheet, as the demo's reader does."""
    from classroom.demo.texts import filled
    from classroom.grade.secret import load_secret
    from classroom.report.anonymous import pseudonym

    secret = load_secret(course.root)
    who = {pseudonym(student.name, secret): student.name for student in class_}
    said = {student.name: student.said for student in class_}
    rows = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8"))))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(filled(rows, who, said, reader))
    try:
        sheet.write_text(out.getvalue(), encoding="utf-8")
    except OSError as e:
        raise UsageError(f"cannot write {sheet}: {e.strerror}.") from None
