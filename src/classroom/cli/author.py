"""The `grader course` commands, for authors."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from classroom.cli.options import WorkersOption, number_of, progress
from grader.cli.options import CourseOption
from grader.course.manifest import find_course
from grader.errors import EXIT_COURSE, CourseError, UsageError

course_app = typer.Typer(help="Keep the course consistent.", no_args_is_help=True)


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
    from classroom.author.build import outdated, write

    found = find_course(course.resolve())
    with progress("building") as tell:
        stale = outdated(found, tell)
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
    workers: WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Check what every topic must keep: files, hints, points, reference, alternatives, mistakes.

    One line a problem: where, what is wrong, what to do next. Exit status: 0 there is none, 4
    there are some. The tests in tests/course go further: other seeds, mutants, speed.

    Example: grader course check makemore4
    """
    from classroom.author.check_course import check_course

    found = find_course(course.resolve())
    names = topics or list(found.topics)
    for name in names:
        found.topic(name)
    count = 0
    with progress("judging") as tell:
        for problem in check_course(found, names, number_of(workers), tell):
            count += 1
            typer.echo(str(problem))
    if count:
        typer.echo(f"\n{count} problem{'s' if count > 1 else ''} in {', '.join(names)}")
        raise typer.Exit(EXIT_COURSE)
    typer.echo(f"{', '.join(names)}: the contract is kept")


@course_app.command("verdicts")
def course_verdicts(
    topics: Annotated[
        list[str] | None, typer.Argument(help="Topics to look at.", show_default="all")
    ] = None,
    sample: Annotated[
        int, typer.Option("--sample", help="Cases of each kind a topic gives.", show_default="all")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Decides what is drawn.")] = 0,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Write docs/verdicts.json, and its tables in verdicts.md."),
    ] = False,
    workers: WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Measure how often a verdict is wrong: wrong answers that are accepted, right ones that are
    refused, false names, each with a bound. The errors are listed, then come the tables.

    Wrong answers are made by small changes of right ones. A run over the whole course takes hours;
    it shows how far it is, and goes on where it was interrupted. Exit status: 0 within the limits
    that docs/verdicts.md gives, 4 beyond.

    Example: grader course verdicts makemore4 --sample 100
    """
    from classroom.author.trials import Bench
    from classroom.measure import table
    from classroom.measure.figures import problems
    from classroom.measure.run import measure, store_of

    if sample < 0:
        raise UsageError(f"--sample {sample}: give a number of cases, at least 1.")
    found = find_course(course.resolve())
    names = topics or list(found.topics)
    for name in names:
        found.topic(name)
    count = number_of(workers)
    store = store_of(found)
    with Bench(found.root, count) as bench, progress("judging") as tell, closing(store):
        figures = measure(found, names, bench, store, sample=sample, seed=seed, tell=tell)
    for line in table.lines(figures):
        typer.echo(line)
    if keep:
        table.keep(found.root, figures)
    broken = list(problems(figures))
    for problem in broken:
        typer.echo(str(problem))
    if broken:
        raise typer.Exit(EXIT_COURSE)
