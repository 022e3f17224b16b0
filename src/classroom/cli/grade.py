"""`grader grade` and `merge`: a class is graded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from classroom.cli.desk import grade_term
from classroom.cli.options import OutOption, RosterOption, WorkersOption, number_of, progress
from classroom.github.roster import RosterEntry, read_roster
from classroom.grade.batch import jobs_for, naming
from classroom.grade.shard import Shard
from classroom.grade.shard import parse as parse_shard
from classroom.grade.submission import Job, Settings
from classroom.report.ungraded import Ungraded
from grader.cli.options import CourseOption
from grader.course.manifest import Course, find_course
from grader.errors import EXIT_COURSE, EXIT_SUBMISSIONS, Interrupted, UsageError
from grader.files import path_text

if TYPE_CHECKING:
    from classroom.grade.report import Report
    from classroom.report.faults import Fault


def grade(
    submissions: Annotated[
        list[Path] | None,
        typer.Argument(help="Students' folders or git repositories (read at HEAD)."),
    ] = None,
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
    roster: RosterOption = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget what earlier runs have put into --out.")
    ] = False,
    term: Annotated[
        Path | None,
        typer.Option("--term", help="Grade what `grader collect` has brought for this term."),
    ] = None,
    every: Annotated[
        bool,
        typer.Option("--every-push", help="With --term: grade pushes that cannot count as well."),
    ] = False,
    no_pages: Annotated[
        bool,
        typer.Option("--no-pages", help="With --term: leave the pages to `grader report`."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="The folder for the report.", show_default="report, or that of the term"
        ),
    ] = None,
    workers: WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Grade submissions against visible and hidden checks and write a report.

    Only the declared solution files of a submission are looked at, and their code runs in
    processes of its own. What has not changed since the last time is not graded again, so a run
    that was ended goes on where it stopped.

    The report holds the last result of every student and topic: a run over another topic, or over
    some of the class, is added to what --out holds and replaces what it grades again. Whoever
    cannot be graded this time has no points in these topics, whatever an earlier run had found.
    --fresh begins anew; a part of a class (--shard) always does.

    With --term, what was collected and has no result yet is graded into the term's gradebook; the
    report, in the term's folder, is then of the whole term, with grades.csv. --every-push grades
    the pushes in between too, from which the pages know how many tries a task took. --no-pages
    leaves the pages to `grader report --term`.

    Exit status: 0 all graded, 2 wrong use, 3 some submissions could not be graded (the others
    were), 4 the course is at fault, 5 this machine cannot grade. A check that the course's own
    solution does not pass is such a fault: it counts for nobody, and everyone is graded.

    Example: grader grade class/* --topic makemore4 --out report
    """
    found = find_course(course.resolve())
    topics = topic or list(found.topics)
    settings = Settings(unsafe=unsafe, per_check=isolation == "check")
    if term is not None:
        if submissions or commit or shard or roster or fresh:
            raise UsageError(
                "--term says what is graded; leave out folders, --commit, --shard, --roster and "
                "--fresh."
            )
        raise typer.Exit(
            grade_term(
                term,
                found,
                topic or [],
                out,
                workers,
                settings=settings,
                cached=not no_cache,
                every=every,
                pages=not no_pages,
            )
        )
    if every:
        raise UsageError("--every-push goes with --term, which knows of pushes.")
    if no_pages:
        raise UsageError("--no-pages goes with --term, whose pages `grader report` writes.")
    if not submissions:
        raise UsageError("name the folders to grade, or a term with --term.")
    part = parse_shard(shard) if shard else None
    jobs = jobs_for(submissions, topics, commit)
    for notice in naming(submissions, jobs):
        typer.echo(notice, err=True)
    jobs = part.choose(jobs) if part else jobs
    run = _Run(list(topics), read_roster(roster) if roster else None, part, fresh)
    report = out or Path("report")
    raise typer.Exit(_grade(found, jobs, report, workers, settings, run, cached=not no_cache))


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
        report.add(record, code=done.code[record.submission.student])
    for name, path in done.logs.items():
        report.write(name, path.read_bytes())
    for lost in done.ungraded:
        report.lose(lost)
        if not lost.missing:
            typer.echo(f"not graded: {lost.reason}", err=True)
    topics = list(dict.fromkeys(topic.id for r in done.records for topic in r.topics))
    counts = _Counts(len(done.records), done.ungraded)
    raise typer.Exit(_finish(report, counts, topics, title=done.title, columns=done.columns))


@dataclass(frozen=True)
class _Run:
    """What a run is about: its topics, the roster of the class, the shard, and what is kept."""

    topics: list[str]
    roster: list[RosterEntry] | None = None
    shard: Shard | None = None
    fresh: bool = False


@dataclass(frozen=True)
class _Counts:
    """What this run has found: how many were graded, who not, how many came from the cache."""

    graded: int
    ungraded: Sequence[Ungraded]
    reused: int = 0


def _grade(
    course: Course,
    jobs: list[Job],
    out: Path,
    workers: int,
    settings: Settings,
    run: _Run,
    *,
    cached: bool,
) -> int:
    from classroom.grade.batch import grade_all
    from classroom.grade.report import Report
    from classroom.grade.secret import load_secret
    from classroom.grade.shard import FILE, describe
    from grader.escape import plain
    from grader.sandbox import jail

    count = number_of(workers)
    # Shards are put together by `grader merge`: each holds what its own run has found.
    report = Report(out, list(course.topics), fresh=run.fresh or run.shard is not None)
    done = reused = 0
    ungraded: list[Ungraded] = []
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
                    lost = report.lost(
                        job.student, source, graded.problem, graded.trace, run.topics
                    )
                    ungraded.append(lost)
                    log = f" (see {report.out / lost.log})" if lost.log else ""
                    typer.echo(f"not graded: {graded.problem}{log}", err=True)
                    continue
                done += 1
                reused += graded.cached
                report.add(graded.record, graded.finished)
                for warning in graded.record.warnings:
                    student = plain(graded.record.submission.student, 100)
                    typer.echo(f"{student}: {warning}", err=True)
        except KeyboardInterrupt:
            raise Interrupted(
                "interrupted; the same command goes on from here. What is graded by now stands "
                f"in {report.out / 'records'}; gradebook.csv and index.html change at the end of "
                "a run."
            ) from None
    if run.fresh and not done:
        report.fresh = False
        typer.echo(f"nothing was graded, so {out} keeps what it held", err=True)
    columns = None
    if run.roster is not None:
        columns, missing = _roster(report, run, [job.student for job in jobs])
        ungraded += missing
    counts = _Counts(done, ungraded, reused)
    status = _finish(
        report, counts, run.topics, title=course.title, columns=columns, at_fault=at_fault
    )
    if run.shard:
        report.write(FILE, describe(run.shard, course, report.records, report.ungraded))
    return status


def _roster(
    report: Report, run: _Run, students: Sequence[str]
) -> tuple[dict[str, dict[str, str]], list[Ungraded]]:
    """What the roster says of each student, and the rows of those who handed in nothing."""
    from grader.escape import plain

    report.forget_missing()
    known = {*students, *(record.submission.student for record in report.records)}
    known |= {lost.student for lost in report.ungraded}
    spelt = {name.casefold(): name for name in known}
    columns, missing = {}, []
    for entry in run.roster or ():
        name = spelt.pop(entry.name.casefold(), None)
        columns[name or entry.name] = entry.columns
        if name is None and (run.shard is None or run.shard.holds(entry.name)):
            lost = Ungraded(
                student=entry.name,
                source=entry.repository,
                reason="no submission",
                missing=True,
            )
            missing.append(report.lose(lost))
    for name in sorted(set(spelt.values()) & set(students)):
        typer.echo(f"{plain(name, 100)} is graded, and is not on the roster", err=True)
    return columns, missing


def _finish(
    report: Report,
    counts: _Counts,
    topics: Sequence[str],
    *,
    title: str,
    columns: dict[str, dict[str, str]] | None,
    at_fault: Sequence[Fault] = (),
) -> int:
    """Write and print what speaks of the whole class; the exit status.

    `at_fault` are faults of the course that need not be in any record.
    """
    from classroom.report.faults import course_faults, sentences
    from classroom.report.table import class_table

    known = {fault.check for fault in at_fault}
    more = [fault for fault in course_faults(report.records) if fault.check not in known]
    faults = [*at_fault, *more]
    for sentence in sentences(faults):
        typer.echo(sentence)
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    report.finish(title=title, generated=now, roster=columns)
    for line in class_table(report.records, report.ungraded):
        typer.echo(line)
    lost = [one for one in counts.ungraded if not one.missing]
    told = f"{counts.graded} graded, {len(lost)} not graded"
    if missing := len(counts.ungraded) - len(lost):
        told += f", {missing} without a submission"
    reused = f" ({counts.reused} unchanged, from the cache)" if counts.reused else ""
    typer.echo(f"\n{told}{reused}")
    for line in _kept(report, topics, {one.student for one in counts.ungraded}):
        typer.echo(line)
    out = report.out
    typer.echo(f"report: {out / 'index.html'}; also gradebook.csv, records/, feedback/ in {out}")
    if faults:
        return EXIT_COURSE
    return EXIT_SUBMISSIONS if lost else 0


def _kept(report: Report, topics: Sequence[str], lost: set[str]) -> Iterator[str]:
    """A line for what the report holds that this run has not graded."""
    from grader.escape import plain

    def listed(names: Sequence[str]) -> str:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        return ", ".join(plain(name, 100) for name in names[:5]) + more

    if kept := [student for student in report.kept if student not in lost]:
        yield f"kept from earlier runs: {len(kept)} students ({listed(kept)}); --fresh drops them"
    before = [one.student for one in report.ungraded if one.student not in lost]
    if before:
        yield f"not graded in earlier runs, and not since: {listed(before)}"
    held = dict.fromkeys(topic.id for record in report.records for topic in record.topics)
    if others := [topic for topic in held if topic not in topics]:
        yield f"kept from earlier runs: the topics {', '.join(others)}"
    for unread in report.unread:
        yield f"left out: {unread}"
