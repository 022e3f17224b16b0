"""`make check` is part of `make test`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
WORKFLOWS = [
    ".github/workflows/ci.yml",
    ".github/workflows/class.yml",
    ".github/workflows/newest.yml",
    ".github/workflows/release.yml",
    "template/.github/workflows/grade.yml",
    "template/.github/workflows/feedback.yml",
]


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
        ["actionlint", *WORKFLOWS],
        ["zizmor", "--offline", "--quiet", ".github", "template/.github"],
    ],
    ids=lambda command: "-".join(command[:2]),
)
def test_make_check(root: Path, command: list[str]) -> None:
    """Each command of `make check` finds nothing to say."""
    name, *arguments = command
    done = subprocess.run(
        [str(BIN / name), *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_make_check_runs_the_same_commands(root: Path) -> None:
    """The Makefile's `check` holds the commands that are tested here and one that is not.

    Whether generated files are fresh is judged by test_generated.py alone.
    """
    makefile = (root / "Makefile").read_text()
    block = makefile.split("\ncheck: install\n")[1].split("\n\n")[0]
    commands = [line.strip().removeprefix("$(BIN)/") for line in block.splitlines()]
    [marker] = [m for m in test_make_check.pytestmark if m.name == "parametrize"]  # type: ignore[attr-defined]
    commands.remove("grader course build --check")
    assert commands == [" ".join(command) for command in marker.args[1]]
