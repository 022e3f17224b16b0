"""The `grader` command: a learner's commands, and the instructors' where they are installed."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperGroup

from grader.cli.experiment import run
from grader.cli.learn import hint, leaderboard, plot, progress
from grader.cli.notebook import notebook
from grader.cli.push import github_app
from grader.cli.ritual import ritual_app
from grader.cli.solution import solution
from grader.cli.update import sync
from grader.cli.watch import watch
from grader.cli.work import doctor, next_step, reset
from grader.errors import EXIT_ENGINE, GraderError

LEARNERS = "For learners"
WORKFLOWS = "For workflows"


class Sections(TyperGroup):
    """A help page with a heading for each group of users, a learner's commands first."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands by their panel; Typer does so for a page in rich markup alone."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        width = formatter.width - 6 - max(map(len, commands))
        sections: dict[str, list[tuple[str, str]]] = {LEARNERS: []}
        for name, command in commands.items():
            panel = getattr(command, "rich_help_panel", None)
            if command is not None and isinstance(panel, str):
                sections.setdefault(panel, []).append((name, command.get_short_help_str(width)))
        sections[WORKFLOWS] = sections.pop(WORKFLOWS)
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows)


app = typer.Typer(
    cls=Sections,
    name="grader",
    help="Autograded exercises for learning neural networks.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("next", rich_help_panel=LEARNERS)(next_step)
_LEARN = (watch, notebook, run, hint, reset, solution, progress, plot, leaderboard, sync, doctor)
for _command in _LEARN:
    app.command(rich_help_panel=LEARNERS)(_command)
app.add_typer(ritual_app, name="ritual", rich_help_panel=LEARNERS)
app.add_typer(github_app, name="github", rich_help_panel=WORKFLOWS)
# By name, since nothing in here may import it: a student's repository has no such package.
if find_spec("classroom"):
    import_module("classroom.cli").join(app)


def main() -> None:
    """Run the command; an error of ours is one line on stderr and an exit status."""
    # Small tensors: two threads of torch, which waits for them actively, are slower than one.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        app()
    except GraderError as e:
        print(f"grader: {e}", file=sys.stderr)
        sys.exit(e.exit_code)
    except OSError as e:
        print(f"grader: {e.strerror or e}: {e.filename}; nothing graded is lost.", file=sys.stderr)
        sys.exit(EXIT_ENGINE)


if __name__ == "__main__":
    main()
