"""`grader release`: the student repository, from a commit."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption
from grader.course.manifest import find_course


def release(
    out: Annotated[Path, typer.Argument(help="A new or empty folder, or an earlier release.")],
    source: Annotated[
        str,
        typer.Option("--source", help="The address that students sync with; kept in release.json."),
    ] = "",
    commit: Annotated[str, typer.Option("--commit", help="Release this commit.")] = "HEAD",
    course: CourseOption = Path(),
) -> None:
    """Build the student repository from a commit: exercises/, src/grader/, template/ and more.

    It is looked through for leaks (solutions, mistakes, hidden checks, the key, secrets) and tried
    out in an environment of its own, where every check must say "not started"; only then OUT is
    written. An earlier release there is replaced, its .git stays. The same commit always gives
    the same tree, whose hash is printed.

    Exit status: 0 released, 2 wrong use, 4 the course is at fault (nothing is written), 5 this
    machine cannot build it.

    Example: grader release ../students --source https://github.com/me/basics
    """
    from classroom.release.release import STEPS
    from classroom.release.release import release as build

    found = find_course(course.resolve())
    began = time.monotonic()

    def tell(step: int, doing: str) -> None:
        passed = f"{time.monotonic() - began:.0f} s"
        typer.echo(f"{step} of {len(STEPS)}, after {passed:>4}: {doing}", err=True)

    done = build(found, out, source=source, commit=commit, tell=tell)
    if done.uncommitted:
        typer.echo("uncommitted changes here are not part of the release", err=True)
    typer.echo(f"{found.title} {found.version}: {done.files} files in {out}")
    typer.echo(f"commit {done.commit}")
    typer.echo(f"tree {done.tree}")
