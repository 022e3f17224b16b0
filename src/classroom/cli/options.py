"""Options and a progress bar that the instructors' commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from grader.errors import UsageError

OutOption = Annotated[Path, typer.Option("--out", help="The folder for the report.")]
WorkersOption = Annotated[
    int, typer.Option("--workers", help="Worker processes.", show_default="the number of cores")
]


def number_of(workers: int) -> int:
    """The workers asked for, or as many as there are cores. Raises UsageError."""
    if workers < 0:
        raise UsageError(f"--workers {workers}: give a number of processes, at least 1.")
    return workers or os.cpu_count() or 1


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere; tell it how many are done, and of how many."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)
