"""`grader export`: records in another form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import quote

import typer

from classroom.report.ungraded import Ungraded
from grader.errors import UsageError
from grader.escape import plain
from grader.record import Record
from grader.record import read as read_record

if TYPE_CHECKING:
    pass

Format = Literal["csv", "json", "canvas", "gradescope", "classroom50"]


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
    into: Annotated[
        Path | None, typer.Option("--into", help="canvas: fill in this export of Canvas.")
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="csv: begin with the mark that Excel needs for UTF-8.")
    ] = False,
    classroom: Annotated[
        str, typer.Option("--classroom", help="classroom50: the classroom's short name.")
    ] = "",
    repository: Annotated[
        str,
        typer.Option("--repository", help="classroom50: the address, with {student} in it."),
    ] = "",
) -> None:
    """Write records in another form.

    csv is the gradebook (Moodle reads it), canvas a gradebook that Canvas imports, json the points
    by student, topic and task (docs/spec/export.schema.json). gradescope writes
    OUT/<student>/results.json, classroom50 OUT/<topic>/<student>/result.json in half points.

    Exit status: 0 written, 2 wrong use or a record that the format cannot hold.

    Example: grader export report --format canvas --into old.csv --out new.csv
    """
    from classroom.report import exports
    from classroom.report.csv import gradebook

    _require_fitting(format, out, into=into, bom=bom, classroom=classroom, repository=repository)
    whole, ungraded = _records(records)
    found = [_only(record, topic) for record in whole]
    for lost in ungraded:
        typer.echo(f"without points: {plain(lost.student, 100)}: {plain(lost.reason)}", err=True)
    if format == "csv":
        _put(out, gradebook(found, ungraded, bom=bom))
    elif format == "json":
        _put(out, exports.as_json(found, ungraded))
    elif format == "canvas" and into is not None:
        filled, unknown = exports.canvas_filled(found, _text(into))
        _put(out, filled)
        for student in unknown:
            typer.echo(f"{student!r} is not in {into}", err=True)
    elif format == "canvas":
        _put(out, exports.canvas(found, ungraded))
    else:
        assert out is not None
        _put_each(found, format, out, classroom, repository)


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
    fitting = {"canvas": {"--into"}, "csv": {"--bom"}}
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


def _put_each(
    records: Sequence[Record], format: Format, out: Path, classroom: str, repository: str
) -> None:
    from classroom.grade.report import file_name
    from classroom.report import exports

    count = 0
    for record in records:
        student = record.submission.student
        if format == "gradescope":
            _put(out / file_name(student) / "results.json", exports.gradescope(record), quiet=True)
            count += 1
            continue
        address = repository.replace("{student}", quote(student, safe=""))
        for topic in record.topics:
            text = exports.classroom50(record, topic, classroom=classroom, repository=address)
            _put(out / topic.id / file_name(student) / "result.json", text, quiet=True)
            count += 1
    typer.echo(f"{count} files in {out}")


def _records(paths: Sequence[Path]) -> tuple[list[Record], list[Ungraded]]:
    """The records in report folders and files, and who could not be graded; no student twice."""
    from classroom.grade.report import read_ungraded

    found: dict[str, Path] = {}
    records: list[Record] = []
    ungraded: list[Ungraded] = []
    for path in paths:
        lost = read_ungraded(path) if path.is_dir() else []
        ungraded += lost
        # A record of theirs is of an earlier run.
        old = {one.student for one in lost}
        files = sorted((path / "records").glob("*.json")) if path.is_dir() else [path]
        if not files and not lost:
            raise UsageError(f"{path} has no records; name a folder that grader grade has written.")
        for file in files:
            record = read_record(file)
            student = record.submission.student
            if student in old:
                continue
            if student in found:
                raise UsageError(f"{file} and {found[student]} are both of {student!r}; name one.")
            found[student] = file
            records.append(record)
    if not records:
        raise UsageError(f"nobody of {paths[0]} could be graded, so there are no points to export.")
    versions = sorted({record.course_version for record in records})
    if len(versions) > 1:
        raise UsageError(
            f"the records are of versions {' and '.join(versions)}; export each alone."
        )
    return records, ungraded


def _only(record: Record, topics: list[str] | None) -> Record:
    import msgspec

    if not topics:
        return record
    known = [topic.id for topic in record.topics]
    if missing := [topic for topic in topics if topic not in known]:
        student = record.submission.student
        raise UsageError(f"the record of {student!r} has no topic '{missing[0]}'; it has {known}.")
    kept = [topic for topic in record.topics if topic.id in topics]
    return msgspec.structs.replace(record, topics=kept)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"cannot read {path}: {e}") from None


def _put(path: Path | None, text: str, *, quiet: bool = False) -> None:
    if path is None:
        typer.echo(text, nl=False)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    except OSError as e:
        raise UsageError(f"cannot write {path}: {e.strerror}; name another with --out.") from None
    if not quiet:
        typer.echo(f"wrote {path}", err=True)
