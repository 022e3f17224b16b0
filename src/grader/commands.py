"""Commands around a class: release the student repository, take releases, export and merge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import quote

import typer

from grader.course import find_course
from grader.errors import EXIT_SUBMISSIONS, UsageError
from grader.options import CourseOption
from grader.record import Record
from grader.record import read as read_record

if TYPE_CHECKING:
    from grader.grade.report import Report

Format = Literal["csv", "json", "canvas", "gradescope", "classroom50"]


def release(
    out: Annotated[Path, typer.Argument(help="A new or empty folder, or an earlier release.")],
    source: Annotated[
        str,
        typer.Option("--source", help="The address that students sync with; kept in release.json."),
    ] = "",
    commit: Annotated[str, typer.Option("--commit", help="Release this commit.")] = "HEAD",
    course: CourseOption = Path(),
) -> None:
    """Build the student repository from a commit: exercises/, src/, template/ and what installs it.

    It is looked through for leaks (solutions, mistakes, hidden checks, the key, secrets) and tried
    out in an environment of its own, where every check must say "not started"; only then OUT is
    written. An earlier release there is replaced, its .git stays. The same commit always gives
    the same tree, whose hash is printed.

    Exit status: 0 released, 2 wrong use, 4 the course is at fault (nothing is written), 5 this
    machine cannot build it.

    Example: grader release ../students --source https://github.com/me/basics
    """
    from grader.grade.release import release as build

    found = find_course(course.resolve())
    typer.echo("building, looking for leaks and trying it out; this takes a minute", err=True)
    done = build(found, out, source=source, commit=commit)
    if done.uncommitted:
        typer.echo("uncommitted changes here are not part of the release", err=True)
    typer.echo(f"{found.title} {found.version}: {done.files} files in {out}")
    typer.echo(f"commit {done.commit}")
    typer.echo(f"tree {done.tree}")


def sync(
    source: Annotated[
        str,
        typer.Option("--from", help="A git address or a folder.", show_default="see release.json"),
    ] = "",
    stubs: Annotated[
        bool, typer.Option("--stubs", help="Renew solution files that are still as released, too.")
    ] = False,
    course: CourseOption = Path(),
) -> None:
    """Take the newest release of the course: checks, handouts, questions, the engine.

    Your solution files, answers.toml, explanations.md and notebooks stay as they are; where a stub
    has changed, the function is named. Another file that you have changed and the release too is
    kept in .grader/replaced before. Nothing is committed: look with git diff, then commit.

    Exit status: 0 done, 2 wrong use, no such release, or a file cannot be written.

    Example: grader sync
    """
    from grader.grade.sync import KEPT, STUBS
    from grader.grade.sync import sync as synchronise

    found = find_course(course.resolve())
    done = synchronise(found.root, source, stubs=stubs)
    plan = done.plan
    typer.echo(f"{done.release.course} {done.release.version}, from {done.source}")
    if not (plan.write or plan.remove):
        typer.echo("the files of the release are up to date")
    for words, paths in (("written", plan.write), ("removed", plan.remove)):
        for place, count in _places(paths).items():
            typer.echo(f"{words:10}{place}" + (f" ({count} files)" if count > 1 else ""))
    for path in plan.kept:
        typer.echo(f"{'yours':10}{path} was changed by you; a copy is in {KEPT}/{path}")
    for path in plan.left:
        typer.echo(f"{'left':10}{path} is not as released; it stays as you changed it")
    for line in plan.notices:
        typer.echo(f"{'change':10}{line}")
    for path in plan.stubs:
        typer.echo(f"{'stub':10}{path} has a new stub, see {STUBS}/{path}; yours stays as it is")
    if plan.install:
        typer.echo("next: python -m pip install -c constraints.txt -e .")
    if plan.write or plan.remove:
        typer.echo("next: git diff, then git add --all and git commit")


def _places(paths: Sequence[str]) -> dict[str, int]:
    """Topic folder, other folder or file in the root -> how many of `paths` lie there."""
    counts: dict[str, int] = {}
    for path in paths:
        depth = 2 if path.startswith(("exercises/", "src/")) else 1
        parts = path.split("/")
        place = "/".join(parts[:depth]) + ("/" if len(parts) > depth else "")
        counts[place] = counts.get(place, 0) + 1
    return counts


def merge(
    shards: Annotated[list[Path], typer.Argument(help="The report folder of every shard.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for the report.")] = Path("report"),
) -> None:
    """Make one report of what `grader grade --shard` has graded on several machines.

    All shards of a run are needed, each once, graded with the same course and engine.

    Exit status: 0 all are graded, 2 wrong use (a shard is missing, there twice, or of another
    version), 3 some submissions could not be graded.

    Example: grader merge shard-1 shard-2 shard-3 --out report
    """
    from grader.grade.report import Report
    from grader.grade.shard import merge as merged

    done = merged(shards)
    if out.resolve() in [folder.resolve() for folder in shards]:
        raise UsageError(f"{out} is a shard itself; name another folder with --out.")
    report = Report(out)
    for record in done.records:
        report.add(record)
    for problem in done.problems:
        typer.echo(f"not graded: {problem}", err=True)
    raise typer.Exit(summary(report, done.records, len(done.problems), title=done.title))


def summary(
    report: Report, records: Sequence[Record], problems: int, *, title: str, reused: int = 0
) -> int:
    """Write and print what speaks of the whole class; the exit status."""
    from grader.render.terminal import class_table

    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    report.finish(records, title=title, generated=now)
    for line in class_table(records):
        typer.echo(line)
    counts = f"{len(records)} graded, {problems} not graded"
    typer.echo(f"\n{counts}" + (f" ({reused} unchanged, from the cache)" if reused else ""))
    out = report.out
    typer.echo(f"report: {out / 'index.html'}; also gradebook.csv, records/, feedback/ in {out}")
    return EXIT_SUBMISSIONS if problems else 0


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
    from grader.render import exports
    from grader.render.csv import gradebook

    _require_fitting(format, out, into=into, bom=bom, classroom=classroom, repository=repository)
    found = [_only(record, topic) for record in _records(records)]
    if format == "csv":
        _put(out, gradebook(found, bom=bom))
    elif format == "json":
        _put(out, exports.as_json(found))
    elif format == "canvas" and into is not None:
        filled, unknown = exports.canvas_filled(found, _text(into))
        _put(out, filled)
        for student in unknown:
            typer.echo(f"{student!r} is not in {into}", err=True)
    elif format == "canvas":
        _put(out, exports.canvas(found))
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
    from grader.grade.report import file_name
    from grader.render import exports

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


def _records(paths: Sequence[Path]) -> list[Record]:
    """The records in report folders and files; no student twice."""
    found: dict[str, Path] = {}
    records = []
    for path in paths:
        files = sorted((path / "records").glob("*.json")) if path.is_dir() else [path]
        if not files:
            raise UsageError(f"{path} has no records; name a folder that grader grade has written.")
        for file in files:
            record = read_record(file)
            student = record.submission.student
            if student in found:
                raise UsageError(f"{file} and {found[student]} are both of {student!r}; name one.")
            found[student] = file
            records.append(record)
    versions = sorted({record.course_version for record in records})
    if len(versions) > 1:
        raise UsageError(
            f"the records are of versions {' and '.join(versions)}; export each alone."
        )
    return records


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
