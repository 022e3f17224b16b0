"""`grader grade`, `demo` and `merge`: a class is graded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from classroom.cli.options import OutOption, WorkersOption, number_of, progress
from classroom.grade.batch import jobs_for, naming
from classroom.grade.shard import Shard
from classroom.grade.shard import parse as parse_shard
from classroom.grade.submission import Job, Settings
from classroom.report.ungraded import Ungraded
from grader.cli.options import CourseOption
from grader.course.manifest import Course, find_course
from grader.errors import EXIT_COURSE, EXIT_SUBMISSIONS, Interrupted, UsageError
from grader.files import path_text
from grader.record import Record

if TYPE_CHECKING:
    from classroom.grade.report import Report
    from classroom.report.faults import Fault


def grade(
    submissions: Annotated[
        list[Path], typer.Argument(help="Students' folders or git repositories (read at HEAD).")
    ],
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="Grade this topic only; can be repeated.")
    ] = None,
    commit: Annotated[
        str, typer.Option("--commit", help="Read repositories at this commit, branch or tag.")
    ] = "",
    isolation: Annotated[
        Literal["file", "check"],
        typer.Option("--isolation", help="What gets a process of its own."),
    ] = "file",
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Grade anew what has not changed.")
    ] = False,
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe-no-jail", help="Leave the jail away; for your own code only."),
    ] = False,
    shard: Annotated[
        str,
        typer.Option("--shard", help="Grade one part of the class, as 2/5; see grader merge."),
    ] = "",
    out: OutOption = Path("report"),
    workers: WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Grade submissions against visible and hidden checks and write a report.

    Only the declared solution files of a submission are looked at, and their code runs in
    processes of its own. What has not changed since the last time is not graded again, so a run
    that was ended goes on where it stopped.

    Exit status: 0 all graded, 2 wrong use, 3 some submissions could not be graded (the others
    were), 4 the course is at fault, 5 this machine cannot grade. A check that the course's own
    solution does not pass is such a fault: it counts for nobody, and everyone is graded.

    Example: grader grade class/* --topic makemore4 --out report
    """
    found = find_course(course.resolve())
    topics = topic or list(found.topics)
    settings = Settings(unsafe=unsafe, per_check=isolation == "check")
    part = parse_shard(shard) if shard else None
    jobs = jobs_for(submissions, topics, commit)
    for notice in naming(submissions, jobs):
        typer.echo(notice, err=True)
    jobs = part.choose(jobs) if part else jobs
    raise typer.Exit(_grade(found, jobs, out, workers, settings, cached=not no_cache, shard=part))


def demo(
    out: OutOption = Path("report"),
    class_folder: Annotated[
        Path, typer.Option("--class", help="Where the demo class is written.")
    ] = Path("build/demo-class"),
    workers: WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Build a demo class of git repositories, grade it, and write its report.

    About two dozen students in the middle of a term: some are through, most on their way with
    mistakes that real learners make, some stuck, two absent, two hostile. It takes about a minute.

    Example: grader demo --out report
    """
    from classroom.author.demo import demo_class, write_class

    found = find_course(course.resolve())
    typer.echo(f"building the demo class in {class_folder}", err=True)
    paths = write_class(found, class_folder, demo_class(found))
    jobs = jobs_for(paths, list(found.topics))
    raise typer.Exit(_grade(found, jobs, out, workers, Settings(), cached=True))


def merge(
    shards: Annotated[list[Path], typer.Argument(help="The report folder of every shard.")],
    out: OutOption = Path("report"),
) -> None:
    """Make one report of what `grader grade --shard` has graded on several machines.

    All shards of a run are needed, each once, graded with the same course and engine.

    Exit status: 0 all are graded, 2 wrong use (a shard is missing, there twice, or of another
    version), 3 some submissions could not be graded, 4 the course is at fault.

    Example: grader merge shard-1 shard-2 shard-3 --out report
    """
    from classroom.grade.report import Report
    from classroom.grade.shard import merge as merged

    done = merged(shards)
    if out.resolve() in [folder.resolve() for folder in shards]:
        raise UsageError(f"{out} is a shard itself; name another folder with --out.")
    report = Report(out)
    for record in done.records:
        report.add(record)
    for lost in done.ungraded:
        typer.echo(f"not graded: {lost.reason}", err=True)
    raise typer.Exit(_finish(report, done.records, done.ungraded, title=done.title))


def _grade(
    course: Course,
    jobs: list[Job],
    out: Path,
    workers: int,
    settings: Settings,
    *,
    cached: bool,
    shard: Shard | None = None,
) -> int:
    from classroom.grade.batch import grade_all
    from classroom.grade.report import Report
    from classroom.grade.secret import load_secret
    from classroom.grade.shard import FILE, describe
    from grader.escape import plain
    from grader.sandbox import jail

    count = number_of(workers)
    report = Report(out)
    records: list[Record] = []
    ungraded: list[Ungraded] = []
    reused = 0
    at_fault: list[Fault] = []

    def hear(faults: Sequence[Fault]) -> None:
        at_fault.extend(faults)
        if faults:
            count = f"{len(faults)} {'check' if len(faults) == 1 else 'checks'}"
            typer.echo(f"The course is at fault ({count}); see above the table.", err=True)

    jail.require(settings.unsafe)
    typer.echo("grading: the reference first", err=True)
    with progress("grading") as tell:
        secret = load_secret(course.root)
        cache = course.root / ".grader" / "cache" if cached else None
        everything = grade_all(
            course.root,
            jobs,
            secret=secret,
            workers=count,
            settings=settings,
            cache=cache,
            tell=hear,
        )
        try:
            for number, graded in enumerate(everything, 1):
                tell(number, len(jobs))
                if graded.record is None:
                    job, source = graded.job, path_text(graded.job.path)
                    lost = report.lost(job.student, source, graded.problem, graded.trace)
                    ungraded.append(lost)
                    log = f" (see {report.out / lost.log})" if lost.log else ""
                    typer.echo(f"not graded: {graded.problem}{log}", err=True)
                    continue
                records.append(graded.record)
                reused += graded.cached
                report.add(graded.record, graded.finished)
                for warning in graded.record.warnings:
                    student = plain(graded.record.submission.student, 100)
                    typer.echo(f"{student}: {warning}", err=True)
        except KeyboardInterrupt:
            raise Interrupted("interrupted; the same command goes on from here.") from None
    if shard:
        report.write(FILE, describe(shard, course, records, ungraded))
    return _finish(report, records, ungraded, title=course.title, reused=reused, at_fault=at_fault)


def _finish(
    report: Report,
    records: Sequence[Record],
    ungraded: Sequence[Ungraded],
    *,
    title: str,
    reused: int = 0,
    at_fault: Sequence[Fault] = (),
) -> int:
    """Write and print what speaks of the whole class; the exit status.

    `at_fault` are faults of the course that need not be in any record.
    """
    from classroom.report.faults import course_faults, sentences
    from classroom.report.table import class_table

    known = {fault.check for fault in at_fault}
    more = [fault for fault in course_faults(records) if fault.check not in known]
    faults = [*at_fault, *more]
    for sentence in sentences(faults):
        typer.echo(sentence)
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    report.finish(records, ungraded, title=title, generated=now)
    for line in class_table(records, ungraded):
        typer.echo(line)
    counts = f"{len(records)} graded, {len(ungraded)} not graded"
    typer.echo(f"\n{counts}" + (f" ({reused} unchanged, from the cache)" if reused else ""))
    out = report.out
    typer.echo(f"report: {out / 'index.html'}; also gradebook.csv, records/, feedback/ in {out}")
    if faults:
        return EXIT_COURSE
    return EXIT_SUBMISSIONS if ungraded else 0
