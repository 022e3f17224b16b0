"""Options and a progress bar that the instructors' commands share."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from grader.errors import UsageError

_SECONDS_A_LINE = 5.0

OutOption = Annotated[Path, typer.Option("--out", help="The folder for the report.")]
RosterOption = Annotated[
    Path | None,
    typer.Option("--roster", help="The class, a CSV file; whoever handed in nothing is listed."),
]
WorkersOption = Annotated[
    int, typer.Option("--workers", help="Worker processes.", show_default="the number of cores")
]


def number_of(workers: int) -> int:
    """The workers asked for, or as many as there are cores. Raises UsageError."""
    if workers < 0:
        raise UsageError(f"--workers {workers}: give a number of processes, at least 1.")
    return workers or os.cpu_count() or 1


@contextmanager
def progress(what: str, *, share: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Shows how far long work is, with an estimate; tell it how many are done, and of how many.

    A bar on a terminal; elsewhere a line on standard error every few seconds. As a `share` where
    pieces are told by how long they take.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(what, share)
        return
    so_far = TaskProgressColumn() if share else MofNCompleteColumn()
    columns = (TextColumn(what), BarColumn(), so_far, TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task("", total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)


def _lines(what: str, share: bool) -> Callable[[int, int], None]:
    last = time.monotonic()
    first: tuple[int, float] | None = None

    def tell(done: int, total: int) -> None:
        nonlocal last, first
        now = time.monotonic()
        # What is done before the first result (processes start, checks are loaded) comes once.
        first = first or ((done, now) if done else None)
        if now - last < _SECONDS_A_LINE or not 0 < done < total:
            return
        last = now
        estimate = ""
        if first and done > first[0]:
            left = (now - first[1]) * (total - done) / (done - first[0])
            estimate = f", about {left:.0f} s left"
        far = f"{done / total:.0%}" if share else f"{done} of {total}"
        typer.echo(f"{what}: {far}{estimate}", err=True)

    return tell
