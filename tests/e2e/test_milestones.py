"""The milestones, reached by the reference."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.conftest import ENDS
from tests.forks import run_in_fork, run_in_forks

from classroom.author.compose import solutions
from grader.course.manifest import Course


def run(course: Course, folder: Path, mark: str, *options: str, topics: Iterable[str] = ()) -> str:
    """What the reference, laid over the exercises, prints when marked items of `topics` run."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(course.root / "exercises", folder / "exercises", ignore=ignored)
    shutil.copy(course.root / "pyproject.toml", folder)
    for topic in course.topics.values():
        for name, text in solutions(course, topic).items():
            (folder / name).write_text(text)
    runs = [
        (folder, ["pytest", f"exercises/{topic}", "-m", mark, *options])
        for topic in topics or course.topics
    ]
    done = run_in_forks(folder, runs)
    for one in done:
        # A topic may have no milestone of a kind.
        expected = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        assert one.returncode in expected, one.printed
    return "".join(one.printed for one in done)


def test_milestones_are_reached(course: Course, tmp_path: Path) -> None:
    """The reference reaches every milestone of two topics, and says what it found.

    The other topics are run with the long ones.
    """
    printed = run(course, tmp_path, "milestone", topics=ENDS)
    assert printed.count("\n  reached") >= 2
    assert "not reached" not in printed


@pytest.mark.full
def test_long_milestones_are_reached(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The long training ends below its budget, beside the lecture's figure, with a picture."""
    printed = run(course, tmp_path, "full or milestone")
    with capsys.disabled():
        print(printed)
    assert "lecture: " in printed
    assert list((tmp_path / "build").glob("*.png"))


def test_milestones_without_code_are_not_started(course: Course, tmp_path: Path) -> None:
    """On untouched stubs a milestone says which task is missing."""
    shutil.copytree(course.root / "exercises", tmp_path / "exercises")
    shutil.copy(course.root / "pyproject.toml", tmp_path)
    topic = next(iter(course.topics))
    done = run_in_fork("pytest", f"exercises/{topic}", "-m", "milestone", cwd=tmp_path)
    assert done.returncode == 1
    assert "not started: " in done.stdout
    assert "Traceback" not in done.stdout
