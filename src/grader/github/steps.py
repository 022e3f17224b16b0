"""`grader github stage` and `summary`: the steps of grade.yml."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from grader.course import STUDENT_ROOT, find_course

_CourseOption = Annotated[
    Path, typer.Option("--course", help="The repository.", show_default="this folder")
]


def stage(
    out: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
    results: Annotated[Path, typer.Argument(help="The folder for the run's results.")],
    course: _CourseOption = Path(),
) -> None:
    """Copy what counts of a student repository at its last commit, and name what is begun.

    Released files come along unchanged or not at all, so that a conftest.py, a pytest.ini, a
    torch.py or a changed check has no say; solution files, answers and explanations come as they
    are. Prints the folders of topics that differ from the release, for pytest to run in the copy.

    Exit status: 0 copied, 2 no student repository, or a folder that cannot be used.

    Example: grader github stage /tmp/copy /tmp/results
    """
    from grader.github.push import write_stage
    from grader.github.stage import stage as copy
    from grader.render.escape import plain

    staged = copy(find_course(course.resolve()), out)
    write_stage(results, staged)
    for topic in staged.topics:
        typer.echo(f"{STUDENT_ROOT}/{topic}")
    for problem in staged.problems:
        typer.echo(plain(problem), err=True)


def summary(
    results: Annotated[Path, typer.Argument(help="The folder of the run's results.")],
) -> None:
    """Tell how a run went: job summary, annotations, the step's colour.

    Reads stage.json (of grader github stage), record.json (of pytest --record) and log.txt in the
    folder; adds event.json, which says where the results belong.

    Exit status: 0 every check of the started tasks passes, 1 one does not, or the run is not whole.

    Example: grader github summary /tmp/results
    """
    from grader.github.push import tell

    raise typer.Exit(0 if tell(results, os.environ) else 1)
