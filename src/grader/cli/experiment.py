"""The command for experiments: what is asked, and a run with the learner's own functions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption
from grader.course.manifest import find_course
from grader.experiments.measured import Size
from grader.render.message import terminal_width


def run(
    name: Annotated[str, typer.Argument(help="An experiment: its number (M2-L1) or its name.")],
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A setting: name=value; may be given again.")
    ] = None,
    graded: Annotated[
        bool, typer.Option("--graded", help="Run at the size of grading: the numbers to report.")
    ] = False,
    reference: Annotated[
        bool, typer.Option("--reference", help="For authors: run the course's own solution.")
    ] = False,
    course: CourseOption = Path(),
) -> None:
    """Run an experiment with your own functions.

    Without --set and --graded it shows what is asked, what can be set, and the runs so far. First
    write your prediction into exercises/<topic>/report.toml. Each run goes to build/experiments/.

    Example: grader run M2-L1 --set rate=0.2
    """
    from grader.learn.experimenting import find_experiment, page, run_experiment, settings_of

    found = find_course(course.resolve())
    topic, spec = find_experiment(found, name)
    width = terminal_width()
    lines = page(found, topic, spec, width)
    if setting or graded:
        settings = settings_of(spec, setting or [])
        size: Size = "graded" if graded else "laptop"
        lines = run_experiment(found, topic, spec, settings, size, width, reference=reference)
    for line in lines:
        typer.echo(line)
