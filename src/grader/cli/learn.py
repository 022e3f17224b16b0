"""The commands for a learner's own repository: hints, plots, how far one is, the leaderboard."""

from __future__ import annotations

import math
import textwrap
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption
from grader.cli.work import find_tasks, which
from grader.course.manifest import Course, Topic, find_course
from grader.errors import CourseError, UsageError
from grader.learn.names import Named, topic_here, whole_number
from grader.render.message import terminal_width


def hint(
    task: Annotated[
        str,
        typer.Argument(help="A task: its name (dcounts), a function of it, or its number (M4-E5)."),
    ],
    step: Annotated[
        int,
        typer.Argument(
            help="1: where to look. 2: which idea. 3: of a derivation, the step.", min=1
        ),
    ] = 1,
    course: CourseOption = Path(),
) -> None:
    """Show a hint for a task, by any of its names.

    Of a name that several topics have, it is the one of the topic whose folder you are in, else of
    the topic that you work on; the numbers of the others are said.

    Example: grader hint dcounts
    """
    course_here = find_course(course.resolve())
    at = topic_here(course_here.topics.values())
    whole = whole_number(at, task) if at is not None else task
    experiments = [
        Named(topic, spec.task)
        for topic in course_here.topics.values()
        for spec in topic.experiments.values()
        if whole in (spec.ref, spec.id)
    ]
    found, others = (experiments, []) if experiments else find_tasks(course_here, task)
    if not found:
        raise UsageError(which(others, task, "grader hint"))
    several = len(found) + len(others) > 1
    for each in found:
        where = f" of {each.topic.id}" if several else ""
        spec = each.task
        if step > len(spec.hints):
            raise UsageError(f"{spec.ref} {spec.id}{where} has {len(spec.hints)} hints.")
        text = (
            f"{spec.ref} {each.function or spec.id}{where}, hint {step} of {len(spec.hints)}: "
            f"{spec.hints[step - 1]}"
        )
        typer.echo(textwrap.fill(text, terminal_width(), break_on_hyphens=False))
    if any(step < len(each.task.hints) for each in found):
        more = found[0].task.ref if several and len(found) == 1 else task
        typer.echo(f"more: grader hint {more} {step + 1}")
    for each in others:
        typer.echo(f"{each.task.id} of {each.topic.id}: grader hint {each.task.ref}")


def plot(
    topic: Annotated[str, typer.Argument(help="A topic that has plots, such as makemore3.")],
    course: CourseOption = Path(),
) -> None:
    """Draw what your functions compute, beside a healthy picture where there is one.

    The pictures go to exercises/<topic>/plots/, a folder that git ignores. A picture whose
    functions are not written yet says which task it waits for. It needs matplotlib:
    pip install -c constraints.txt -e ".[plots]"

    Exit status: 0 all are drawn, 1 some are not, 2 wrong use.

    Example: grader plot makemore3
    """
    from grader.learn.plot import draw

    found = find_course(course.resolve())
    missing = 0
    for picture in draw(_topic(topic, found), found.root):
        missing += bool(picture.problem)
        path = picture.path.relative_to(found.root)
        said = f"not drawn: {picture.problem}" if picture.problem else str(path)
        typer.echo(f"{picture.name:20} {said}")
    raise typer.Exit(1 if missing else 0)


def progress(course: CourseOption = Path()) -> None:
    """Show how far you are: every topic, every line of the study plan.

    What checks see comes from the last `pytest exercises/<topic>` of each topic (and `grader ritual
    check`); nothing is run here. What no check sees you tick in exercises/progress.toml.

    Example: grader progress
    """
    from grader.learn.progress import progress as standing
    from grader.render.progress import progress_page

    for line in progress_page(standing(find_course(course.resolve()))):
        typer.echo(line)


def leaderboard(
    add: Annotated[
        float | None, typer.Option("--add", help="Add a run: its validation loss.")
    ] = None,
    training: Annotated[float | None, typer.Option("--training", help="Its training loss.")] = None,
    parameters: Annotated[int, typer.Option("--parameters", help="Its parameters.", min=0)] = 0,
    steps: Annotated[int, typer.Option("--steps", help="Its steps.", min=0)] = 0,
    settings: Annotated[str, typer.Option("--settings", help="What was different.")] = "",
    topic: Annotated[str, typer.Option("--topic", help="The topic.")] = "makemore5",
    course: CourseOption = Path(),
) -> None:
    """Show your training runs among those of the lecture, the lowest validation loss first.

    They are kept in exercises/makemore5/runs.csv, which is yours; nothing here is graded.

    Example: grader leaderboard --add 2.021 --training 1.93 --steps 20000 --settings "block 8"
    """
    from grader.learn.leaderboard import (
        LECTURE,
        RUNS,
        Run,
        add_run,
        leaderboard_table,
        read_runs,
    )

    found = _topic(topic, find_course(course.resolve())).folder
    lecture = read_runs(found / LECTURE)
    if not lecture:
        raise UsageError(f"{topic} has no leaderboard ({LECTURE}); makemore5 has one.")
    given = training is not None or parameters or steps or settings
    if add is None and given:
        raise UsageError("say the validation loss of the run as well: --add 2.021")
    if add is not None:
        loss = math.nan if training is None else training
        if not 0 < add < math.inf or not (math.isnan(loss) or 0 < loss < math.inf):
            raise UsageError("a loss is a number above 0, such as 2.021.")
        add_run(found / RUNS, Run(add, loss, parameters, steps, settings))
    for line in leaderboard_table(read_runs(found / RUNS), lecture):
        typer.echo(line)


def _topic(name: str, course: Course) -> Topic:
    try:
        return course.topic(name)
    except CourseError as e:
        raise UsageError(str(e)) from None
