"""What the docs say can be done, can be done."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.forks import run_in_forks
from typer.testing import CliRunner

from classroom.author.compose import solutions
from grader import errors
from grader.course.manifest import Course

PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "docs/instructors.md",
    "docs/students.md",
    "exercises/README.md",
)


def student_folder(course: Course, folder: Path) -> Path:
    """A copy of what a student has."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(course.root / "exercises", folder / "exercises", ignore=ignored)
    shutil.copy(course.root / "pyproject.toml", folder)
    return folder


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as a student does."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_untouched_stubs_are_a_short_page(course: Course, tmp_path: Path) -> None:
    """Every task not started, groups folded, no traceback, under 25 lines, exit status 1."""
    folder = student_folder(course, tmp_path)
    runs = [(folder, ["pytest", f"exercises/{topic}"]) for topic in course.topics]
    for topic, done in zip(course.topics.values(), run_in_forks(tmp_path, runs), strict=True):
        lines = done.printed.rstrip().split("\n")
        assert done.returncode == 1
        assert len(lines) < 25
        assert "Traceback" not in done.printed
        assert f"{topic.id}: 0 of {len(topic.tasks)} tasks done, 0 of " in done.printed
        assert ("\n  ritual       the notebook" in done.printed) == bool(topic.ritual)
        for file in topic.files:
            [line] = [line for line in lines if f" {file.name}: " in line]
            assert line.strip().startswith("not started")


def test_the_reference_exits_with_0(course: Course, tmp_path: Path) -> None:
    """With the solutions laid over, every task passes and pytest says so.

    tests/course/test_cpu.py runs the reference of every topic; here the last one is looked at.
    """
    folder = student_folder(course, tmp_path)
    for topic in list(course.topics.values())[-1:]:
        for name, text in solutions(course, topic).items():
            (folder / name).write_text(text)
        done = run_pytest(folder, f"exercises/{topic.id}")
        assert done.returncode == 0, done.stdout
        count = len(topic.tasks)
        assert f"{topic.id}: {count} of {count} tasks done, {topic.points} of {topic.points}" in (
            done.stdout
        )


def test_answers_never_change_the_exit_status(course: Course, tmp_path: Path) -> None:
    """With the solutions in place and answers that cannot even be read, pytest exits with 0."""
    folder = student_folder(course, tmp_path)
    topic = next(topic for topic in course.topics.values() if topic.texts)
    for name, text in solutions(course, topic).items():
        (folder / name).write_text(text)
    (folder / topic.path_in_repository("answers.toml")).write_text("no TOML")
    done = run_pytest(folder, f"exercises/{topic.id}")
    assert done.returncode == 0, done.stdout
    assert "answers.toml cannot be read at line 1: no TOML" in done.stdout


def commands() -> list[tuple[str, Any]]:
    """Every command of `grader`, by its full name."""
    from grader.cli.app import app

    def below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        if inner := getattr(command, "commands", None):
            for word, each in inner.items():
                yield from below(f"{name} {word}", each)
        else:
            yield name, command

    return list(below("grader", typer.main.get_command(app)))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(root: Path, page: str) -> None:
    """Every relative link of a page exists."""
    text = (root / page).read_text()
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert ((root / page).parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize(
    "page", ["README.md", "docs/instructors.md", "docs/students.md", "template/README.md"]
)
def test_named_commands_exist(root: Path, page: str) -> None:
    """Every `grader` command that a page names has a --help."""
    from grader.cli.app import app

    text = (root / page).read_text()
    names = set(re.findall(r"grader ((?:course |ritual )?[a-z]+)", text)) - {"course"}
    assert names
    for name in names:
        result = CliRunner().invoke(app, [*name.split(), "--help"])
        assert result.exit_code == 0, name


def test_every_command_is_documented(root: Path) -> None:
    """Every command of `grader` stands in README or docs."""
    text = "".join(path.read_text() for path in [*root.glob("*.md"), *(root / "docs").glob("*.md")])
    assert [name for name, _command in commands() if name not in text] == []


def test_exit_statuses_are_documented(root: Path) -> None:
    """The table of exit statuses has every status that an error of ours can have."""
    text = (root / "docs/instructors.md").read_text()
    kinds = [errors.UsageError, errors.SubmissionError, errors.CourseError, errors.EngineError]
    for kind in [*kinds, errors.GitHubError]:
        assert f"\n| {kind.exit_code} | " in text


def test_makefile_installs_as_the_readme_says(root: Path) -> None:
    """The README's install lines are the Makefile's, for people without make."""
    readme, makefile = (root / "README.md").read_text(), (root / "Makefile").read_text()
    assert "CONSTRAINTS ?= constraints.txt" in makefile
    makefile = makefile.replace("$(CONSTRAINTS)", "constraints.txt")
    for part in ("--no-deps", "--index-url https://download.pytorch.org/whl/cpu", "-c constraints"):
        assert part in readme
        assert part in makefile
