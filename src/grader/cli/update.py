"""`grader sync`: a student's repository takes the newest release."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption
from grader.course.manifest import find_course


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
    from grader.repository.sync import KEPT, STUBS
    from grader.repository.sync import sync as synchronise

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
