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
    topics: Annotated[
        list[str] | None, typer.Argument(help="Topics to build.", show_default="all")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a file is out of date.")
    ] = False,
    course: CourseOption = Path(),
) -> None:
    """Write the generated files: of each topic mistakes.json, questions.md, the empty sheets for
    answers, explanations and experiments (what is filled in stays) and sealed.json; the schema of
    the record.

    Example: grader course build
    """
    from classroom.author.build import outdated, write
    from classroom.author.contract import unparsed

    found = find_course(course.resolve())
    chosen = [found.topic(name) for name in topics or found.topics]
    if problems := [str(p) for topic in chosen for p in unparsed(found, topic)]:
        raise CourseError("\n".join(problems))
    with progress("building") as tell:
        stale = outdated(found, tell, chosen)
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
    task: Annotated[
        str,
        typer.Option(
            "--task", help="Of one topic's alternatives, mistakes and mutants only these."
        ),
    ] = "",
    workers: WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Check what every topic must keep: files, hints, points, reference, alternatives, mistakes,
    experiments, tolerances, mutants.

    One line a problem: where, what is wrong, what to do next. A topic takes some minutes, one task
    of it a minute or two. Exit status: 0 there is none, 4 there are some.

    Example: grader course check makemore4 --task dcounts
    """
    from classroom.author.check_course import check_course

    found = find_course(course.resolve())
    names = topics or list(found.topics)
    for name in names:
        found.topic(name)
    if task and len(names) > 1:
        raise UsageError(f"--task {task}: name the one topic that has it.")
    if task and task not in (known := found.topic(names[0]).tasks):
        raise UsageError(f"{names[0]} has no task '{task}'; its tasks are: {', '.join(known)}.")
    count = 0
    with progress("judging", share=True) as tell:
        for problem in check_course(found, names, number_of(workers), tell, task):
            count += 1
            typer.echo(str(problem))
    if count:
        typer.echo(f"\n{count} problem{'s' if count > 1 else ''} in {', '.join(names)}")
        raise typer.Exit(EXIT_COURSE)
    looked_at = f", as far as {task} goes" if task else ""
    typer.echo(f"{', '.join(names)}: the contract is kept{looked_at}")


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

    Wrong answers are made by small changes of right ones. A run over the whole course takes hours,
    with --sample 80 less than half an hour; it shows how far it is, and goes on where it was
    interrupted. Exit status: 0 within the limits that docs/verdicts.md gives, 4 beyond.

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
    if keep:
        table.read_page(found.root)  # before hours of work, not behind them
    count = number_of(workers)
    store = store_of(found)
    shown = progress("judging", share=True)
    with Bench(found.root, count) as bench, shown as tell, closing(store):
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
