"""`grader export`: records in another form."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import quote

import typer

from classroom.report.ungraded import Ungraded
from grader.cli.options import CourseOption
from grader.course.manifest import find_course
from grader.errors import UsageError
from grader.escape import plain
from grader.files import write_whole
from grader.record import Record
from grader.stored import read as read_record

if TYPE_CHECKING:
    from classroom.report.canvas import Filled
    from classroom.report.history import TermHistory

Missing = Literal["blank", "0", "missing"]
Format = Literal["csv", "json", "canvas", "moodle", "gradescope", "classroom50", "items"]


def export(
    records: Annotated[list[Path], typer.Argument(help="Report folders, or records (.json).")],
    format: Annotated[Format, typer.Option("--format", help="What to write.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="A file; for gradescope and classroom50 a folder.",
            show_default="standard output",
        ),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="Export this topic only; can be repeated.")
    ] = None,
    missing: Annotated[
        Missing,
        typer.Option("--missing", help="What stands for who was not graded, or handed in nothing."),
    ] = "blank",
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="csv and json: pseudonyms, and nothing personal.")
    ] = False,
    into: Annotated[
        Path | None, typer.Option("--into", help="canvas: fill in this export of Canvas.")
    ] = None,
    bom: Annotated[
        bool,
        typer.Option("--bom", help="csv, moodle: begin with the mark that Excel needs."),
    ] = False,
    classroom: Annotated[
        str, typer.Option("--classroom", help="classroom50: the classroom's short name.")
    ] = "",
    repository: Annotated[
        str,
        typer.Option("--repository", help="classroom50: the address, with {student} in it."),
    ] = "",
    course: CourseOption = Path(),
) -> None:
    """Write records in another form.

    csv is the gradebook, canvas and moodle are gradebooks that these import, json the points by
    student, topic and task (docs/spec/export.schema.json), items the statistics of tasks.
    gradescope writes OUT/<student>/results.json and an autograder that hands them out, classroom50
    OUT/<topic>/<student>/result.json in half points.

    Everybody on the roster is there. Whoever could not be graded, or handed in nothing, is named,
    and has a row without points; where a student has a file, none. --missing 0 gives 0 points,
    --missing missing (csv, json) that word.

    The report of a term gives what the term gives, after late policy, overrides and texts: in
    canvas and moodle as the points of a topic, in csv and json beside those of the checks.
    gradescope and classroom50 know tests, so they have those of the checks alone.

    --anonymous puts pseudonyms in place of names, the same each time the course's secret is the
    same, and leaves out commits, dates, warnings and the roster's columns.

    Exit status: 0 written, 2 wrong use or a record that the format cannot hold.

    Example: grader export report --format canvas --into old.csv --out new.csv
    """
    from classroom.grade.secret import load_secret
    from classroom.report import exports
    from classroom.report.anonymous import anonymous as without_names
    from classroom.report.anonymous import without_people
    from classroom.report.canvas import canvas, canvas_filled
    from classroom.report.csv import gradebook, read_text
    from classroom.report.items import items
    from classroom.report.missing import with_zeros
    from classroom.report.moodle import moodle

    _require_fitting(format, out, into=into, bom=bom, classroom=classroom, repository=repository)
    _require_sense(format, missing, anonymous=anonymous)
    whole, all_lost, columns = _records(records)
    found = [_only(record, topic) for record in whole]
    known = list(dict.fromkeys(each.id for record in whole for each in record.topics))
    for name in topic or ([] if known else [""]):
        if name not in known:
            raise UsageError(f"the report has no topic {name!a}; it has {', '.join(known)}.")
    lost = [one for one in all_lost if not (topic and one.topics) or set(topic) & set(one.topics)]
    for one in lost:
        _say(f"without points: {plain(one.student, 100)}: {plain(one.reason)}")
    history = _history(records)
    if missing == "0":
        found, lost = with_zeros(found, lost), []
    if anonymous:
        secret = load_secret(find_course(course.resolve()).root)
        (found, lost), columns = without_names(found, lost, secret), {}
        history = history and without_people(history, secret)
    if format == "csv":
        absent = "missing" if missing == "missing" else ""
        _put(out, gradebook(found, lost, columns=columns, bom=bom, absent=absent, history=history))
    elif format == "moodle":
        _put(out, moodle(found, lost, columns, bom=bom, history=history))
    elif format == "items":
        _put(out, items(found, history))
    elif format == "json":
        _put(out, exports.as_json(found, lost, history))
    elif format == "canvas" and into is not None:
        theirs = read_text(into, "gradebook of Canvas")
        try:
            filled = canvas_filled(found, theirs, lost, columns, history)
        except UsageError as e:
            raise UsageError(f"{into}: {e}") from None
        if len(filled.unknown) == len(found):
            raise UsageError(
                f"{into}: no row is of a student of the report; SIS Login ID, SIS User ID, ID or "
                "Student must hold what the roster says under student, email, identifier or name."
            )
        _put(out, filled.text)
        _tell(into, filled)
    elif format == "canvas":
        _put(out, canvas(found, lost, columns, history))
    else:
        assert out is not None
        _put_all(out, _files(found, format, classroom, repository, columns))


def _require_sense(format: Format, missing: Missing, *, anonymous: bool) -> None:
    """What stands for no points can stand in the format, and so can nobody's name."""
    if format == "classroom50" and missing == "0":
        raise UsageError(
            "--missing 0 does not go with --format classroom50, which speaks of commits; leave it "
            "out."
        )
    if missing == "missing" and format not in ("csv", "json"):
        raise UsageError(
            f"--missing missing does not go with --format {format}, which knows numbers; use blank "
            "or 0."
        )
    if anonymous and format not in ("csv", "json"):
        raise UsageError(
            f"--anonymous does not go with --format {format}, which finds students by name; use "
            "csv or json."
        )


def _history(paths: Sequence[Path]) -> TermHistory | None:
    """What a term knows, where the one report is that of a term."""
    from classroom.grade.report import read_history

    return read_history(paths[0]) if len(paths) == 1 and paths[0].is_dir() else None


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _tell(into: Path, filled: Filled) -> None:
    """Name who does not fit between the records and the file."""
    for student in filled.unknown:
        _say(f"{plain(student, 100)!r} is not in {into}")
    for student in filled.twice:
        _say(f"{plain(student, 100)!r} has two rows in {into}; the first is filled in")
    for name in filled.idle:
        _say(f"{plain(name, 100)!r} stands in {into}, and no record is of that student")


def _require_fitting(
    format: Format,
    out: Path | None,
    *,
    into: Path | None,
    bom: bool,
    classroom: str,
    repository: str,
) -> None:
    """Options that fit the format; what is needed is there."""
    given = {"--into": into is not None, "--bom": bom}
    given |= {"--classroom": bool(classroom), "--repository": bool(repository)}
    fitting = {"canvas": {"--into"}, "csv": {"--bom"}, "moodle": {"--bom"}}
    fitting["classroom50"] = {"--classroom", "--repository"}
    for option, used in given.items():
        if used and option not in fitting.get(format, set()):
            raise UsageError(f"{option} does not go with --format {format}; leave it out.")
    if format in ("gradescope", "classroom50") and out is None:
        raise UsageError(f"--format {format} writes a file a student; name a folder with --out.")
    if format == "classroom50" and (not classroom or "{student}" not in repository):
        raise UsageError(
            "--format classroom50 needs --classroom NAME and --repository with {student} in it, "
            "such as https://github.com/my-class/basics-{student}."
        )


def _files(
    records: Sequence[Record],
    format: Format,
    classroom: str,
    repository: str,
    columns: Mapping[str, Mapping[str, str]],
) -> dict[str, str]:
    """Path below the folder -> content. Raises UsageError before anything is written."""
    from classroom.report import exports
    from classroom.report.gradescope import autograder
    from classroom.report.page import file_name

    files = {}
    for record in records:
        student = record.submission.student
        name = file_name(student)
        if format == "gradescope" and record.topics:
            files[f"{name}/results.json"] = exports.gradescope(record)
            continue
        address = repository.replace("{student}", quote(student, safe=""))
        for topic in record.topics:
            login = columns.get(student, {}).get("github", "")
            text = exports.classroom50(
                record, topic, classroom=classroom, repository=address, owner=login
            )
            files[f"{exports.slug(topic.id)}/{name}/result.json"] = text
    if format == "gradescope":
        files |= autograder(columns, {r.submission.student for r in records})
    return files


def _put_all(out: Path, files: Mapping[str, str]) -> None:
    """Write all files or none: they are laid down beside their places, and then moved there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=out) as folder:
            for name, text in files.items():
                write_whole(Path(folder) / name, text.encode())
            for name in files:
                (out / name).parent.mkdir(parents=True, exist_ok=True)
            for name in files:
                os.replace(Path(folder) / name, out / name)
    except OSError as e:
        raise UsageError(f"cannot write {out}: {e.strerror}; name another with --out.") from None
    typer.echo(f"{len(files)} files in {out}")


def _records(
    paths: Sequence[Path],
) -> tuple[list[Record], list[Ungraded], dict[str, dict[str, str]]]:
    """The records in report folders and files, who could not be graded, and their rosters' columns.

    No student stands there twice.
    """
    from classroom.grade.report import read_columns, read_report

    found: dict[str, Path] = {}
    records: list[Record] = []
    ungraded: list[Ungraded] = []
    columns: dict[str, dict[str, str]] = {}
    for path in paths:
        own, lost = read_report(path) if path.is_dir() else ([read_record(path)], [])
        if not own and not lost:
            raise UsageError(f"{path} has no records; name a folder that grader grade has written.")
        ungraded += lost
        columns |= read_columns(path) if path.is_dir() else {}
        for record in own:
            student = record.submission.student
            if student in found:
                raise UsageError(f"{path} and {found[student]} both have {student!r}; name one.")
            found[student] = path
            records.append(record)
    if not records:
        raise UsageError(f"nobody of {paths[0]} could be graded, so there are no points to export.")
    versions = sorted({record.course_version for record in records})
    if len(versions) > 1:
        raise UsageError(
            f"the records are of versions {' and '.join(versions)}; grade the class again."
        )
    return records, ungraded, columns


def _only(record: Record, topics: list[str] | None) -> Record:
    import msgspec

    kept = [topic for topic in record.topics if not topics or topic.id in topics]
    return msgspec.structs.replace(record, topics=kept)


def _put(path: Path | None, text: str) -> None:
    if path is None:
        typer.echo(text, nl=False)
        return
    try:
        write_whole(path, text.encode())
    except OSError as e:
        raise UsageError(f"cannot write {path}: {e.strerror}; name another with --out.") from None
    _say(f"wrote {path}")
