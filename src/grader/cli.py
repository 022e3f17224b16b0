"""The `grader` command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from grader import commands
from grader.course import Course, find_course
from grader.errors import (
    EXIT_COURSE,
    EXIT_ENGINE,
    CourseError,
    EngineError,
    GraderError,
    Interrupted,
    UsageError,
)
from grader.github.commands import fetch, github_app, provision, publish
from grader.github.steps import stage, summary
from grader.grade.batch import Job, Settings, jobs_for
from grader.grade.shard import Shard
from grader.grade.shard import parse as parse_shard
from grader.learner_commands import hint, leaderboard, plot, progress
from grader.options import CourseOption
from grader.ritual_cli import ritual_app

app = typer.Typer(
    name="grader",
    help="Autograded exercises for learning neural networks: hints, grading, course upkeep.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
course_app = typer.Typer(help="For authors: keep the course consistent.", no_args_is_help=True)
app.add_typer(course_app, name="course")
for _command in (
    *(commands.merge, commands.export, commands.sync, commands.release),
    *(hint, plot, progress, leaderboard),
    *(provision, fetch, publish),
):
    app.command()(_command)
app.add_typer(ritual_app, name="ritual")
github_app.command("stage")(stage)
github_app.command("summary")(summary)
app.add_typer(github_app, name="github")

_OutOption = Annotated[Path, typer.Option("--out", help="The folder for the report.")]
_WorkersOption = Annotated[
    int, typer.Option("--workers", help="Worker processes.", show_default="the number of cores")
]


@app.command()
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
    out: _OutOption = Path("report"),
    workers: _WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Grade submissions against visible and hidden checks and write a report.

    Only the declared solution files of a submission are looked at, and their code runs in
    processes of its own. What has not changed since the last time is not graded again, so a run
    that was ended goes on where it stopped.

    Exit status: 0 all graded, 2 wrong use, 3 some submissions could not be graded (the others
    were), 4 the course is at fault, 5 this machine cannot grade.

    Example: grader grade class/* --topic makemore4 --out report
    """
    found = find_course(course.resolve())
    topics = topic or list(found.topics)
    settings = Settings(unsafe=unsafe, per_check=isolation == "check")
    part = parse_shard(shard) if shard else None
    jobs = jobs_for(submissions, topics, commit)
    jobs = part.choose(jobs) if part else jobs
    raise typer.Exit(_grade(found, jobs, out, workers, settings, cached=not no_cache, shard=part))


@app.command()
def demo(
    out: _OutOption = Path("report"),
    class_folder: Annotated[
        Path, typer.Option("--class", help="Where the demo class is written.")
    ] = Path("build/demo-class"),
    workers: _WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Build a demo class of git repositories, grade it, and write its report.

    The class holds the reference, its alternatives, untouched stubs, half-done work, one student
    per named mistake, a syntax error, an infinite loop and an os._exit(0).

    Example: grader demo --out report
    """
    from grader.grade.demo import build_class

    found = find_course(course.resolve())
    typer.echo(f"building the demo class in {class_folder}", err=True)
    paths = build_class(found, class_folder)
    jobs = jobs_for(paths, list(found.topics))
    raise typer.Exit(_grade(found, jobs, out, workers, Settings(), cached=True))


@app.command()
def doctor() -> None:
    """Show what this machine offers for grading, and try the jail.

    Exit status 0 if it may grade, 5 if not.

    Example: grader doctor
    """
    from grader.sandbox import jail
    from grader.sandbox.doctor import PROBES, offers, open_probes

    for what, value in offers():
        typer.echo(f"{what:14}{value}")
    jail.require()
    got_away = open_probes()
    typer.echo(f"{'jail':14}{len(PROBES) - len(got_away)} of {len(PROBES)} probes refused")
    if got_away:
        raise EngineError(f"the jail does not hold: a child could {', '.join(got_away)}.")
    typer.echo("this machine may grade")


@course_app.command("build")
def course_build(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a file is out of date.")
    ] = False,
    course: CourseOption = Path(),
) -> None:
    """Write the generated files: of every topic mistakes.json, questions.md, the empty sheets for
    answers and explanations (what is filled in stays) and sealed.json; the schema of the record.

    Example: grader course build
    """
    from grader.grade.build import outdated, write

    found = find_course(course.resolve())
    stale = outdated(found)
    if check and stale:
        names = ", ".join(str(path.relative_to(found.root)) for path in stale)
        raise CourseError(f"out of date: {names}; run: grader course build")
    for path, content in stale.items():
        write(path, content)
        done = "removed" if content is None else "wrote"
        typer.echo(f"{done} {path.relative_to(found.root)}")
    if not stale:
        typer.echo("all generated files are up to date")


@course_app.command("check")
def course_check(
    topics: Annotated[
        list[str] | None, typer.Argument(help="Topics to check.", show_default="all")
    ] = None,
    workers: _WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Check what every topic must keep: files, hints, points, reference, alternatives, mistakes.

    One line a problem: where, what is wrong, what to do next. Exit status: 0 there is none, 4
    there are some. The tests in tests/course go further: other seeds, mutants, speed.

    Example: grader course check makemore4
    """
    from grader.grade.check_course import check_course

    found = find_course(course.resolve())
    names = topics or list(found.topics)
    for name in names:
        found.topic(name)
    count = 0
    with _progress("judging") as tell:
        for problem in check_course(found, names, _count(workers), tell):
            count += 1
            typer.echo(str(problem))
    if count:
        typer.echo(f"\n{count} problem{'s' if count > 1 else ''} in {', '.join(names)}")
        raise typer.Exit(EXIT_COURSE)
    typer.echo(f"{', '.join(names)}: the contract is kept")


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
    from grader.grade.batch import grade_all
    from grader.grade.report import Report
    from grader.grade.secret import load_secret
    from grader.grade.shard import FILE, describe
    from grader.render.escape import plain

    count = _count(workers)
    report = Report(out)
    records, problems, reused = [], [], 0
    with _progress("grading") as tell:
        secret = load_secret(course.root)
        cache = course.root / ".grader" / "cache" if cached else None
        everything = grade_all(
            course.root, jobs, secret=secret, workers=count, settings=settings, cache=cache
        )
        try:
            for number, graded in enumerate(everything, 1):
                tell(number, len(jobs))
                if graded.record is None:
                    problems.append(graded.problem)
                    typer.echo(f"not graded: {graded.problem}", err=True)
                    continue
                records.append(graded.record)
                reused += graded.cached
                report.add(graded.record)
                for warning in graded.record.warnings:
                    student = plain(graded.record.submission.student, 100)
                    typer.echo(f"{student}: {warning}", err=True)
        except KeyboardInterrupt:
            raise Interrupted("interrupted; the same command goes on from here.") from None
    if shard:
        report.write(FILE, describe(shard, course, records, problems))
    return commands.summary(report, records, len(problems), title=course.title, reused=reused)


def _count(workers: int) -> int:
    if workers < 0:
        raise UsageError(f"--workers {workers}: give a number of processes, at least 1.")
    return workers or os.cpu_count() or 1


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere; tell it how many are done, and of how many."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)


def main() -> None:
    """Run the command; an error of ours is one line on stderr and an exit status."""
    try:
        app()
    except GraderError as e:
        print(f"grader: {e}", file=sys.stderr)
        sys.exit(e.exit_code)
    except OSError as e:
        print(f"grader: {e.strerror or e}: {e.filename}; nothing graded is lost.", file=sys.stderr)
        sys.exit(EXIT_ENGINE)


if __name__ == "__main__":
    main()
