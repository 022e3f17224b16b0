"""grader watch: the checks of a file each time that it is saved."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import click
import typer

from grader.cli.options import CourseOption
from grader.course.manifest import find_course
from grader.errors import GraderError
from grader.record import Record


def watch(
    topic: Annotated[str, typer.Argument(help="A topic, such as makemore3.")] = "",
    plain: Annotated[
        bool, typer.Option("--plain", help="One line under the other, keys with Enter.")
    ] = False,
    course: CourseOption = Path(),
) -> None:
    """Run the checks of a file each time that you save it; without a topic, of all topics.

    The report is that of pytest. Keys: n the next task, h a hint, a the whole topic, r the stub
    back (it asks), s the solution of a task that passes, q the end. What grader progress knows
    changes when a whole topic ran. It needs watchfiles:
    pip install -c constraints.txt -e ".[watch]"

    Example: grader watch makemore3
    """
    from grader.watch.files import require_watchfiles
    from grader.watch.watch import Watch

    require_watchfiles()
    found = find_course(course.resolve())
    topics = [found.topic(topic)] if topic else list(found.topics.values())

    def command(words: Sequence[str]) -> None:
        # In a process of its own: nothing that happens there ends this.
        arguments = [sys.executable, "-P", "-m", "grader.cli.app", *words]
        subprocess.run(
            [*arguments, "--course", str(found.root)], stdin=subprocess.DEVNULL, check=False
        )

    def solution(record: Record, ref: str) -> None:
        from grader.learn.solutions import solution_page

        for result in record.topics:
            of = found.topic(result.id)
            for task in of.tasks.values():
                if task.ref != ref:
                    continue
                try:
                    typer.echo("\n".join(solution_page(found, of, task, result)))
                except GraderError as e:
                    typer.echo(str(e))

    Watch(found, topics, _Terminal(plain), command, solution).run()


class _Terminal:
    """The terminal; one line under the other where it is none, or is asked to be."""

    def __init__(self, plain: bool) -> None:
        dumb = os.environ.get("TERM") == "dumb"
        self.interactive = sys.stdout.isatty() and not plain and not dumb
        self.colour = sys.stdout.isatty() and not dumb and "NO_COLOR" not in os.environ

    def clear(self) -> None:
        """Begin a page, with what stood there still to be scrolled to."""
        if self.interactive:
            click.clear()
        else:
            typer.echo()

    def say(self, text: str = "", *, dim: bool = False) -> None:
        """Show lines; a single one is wrapped to the terminal's width."""
        if "\n" not in text:
            text = textwrap.fill(text, shutil.get_terminal_size((100, 40)).columns)
        typer.echo(typer.style(text, dim=True) if dim and self.colour and text else text)
        sys.stdout.flush()
