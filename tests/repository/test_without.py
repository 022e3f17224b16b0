"""What works where torch is not installed, or pytest-timeout."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.repository.bare import environment, run

from classroom.author.compose import solutions
from grader.course.manifest import Course
from grader.stored import read


@pytest.mark.parametrize("missing", [("torch", "numpy"), ("pytest-timeout",)], ids=" and ".join)
def test_micrograd_has_its_report(course: Course, tmp_path: Path, missing: tuple[str, ...]) -> None:
    """It needs neither, but for its one file about torch: the report says what is not there."""
    python = environment(tmp_path / "environment", missing)
    work = tmp_path / "work"
    shutil.copytree(course.root / "exercises/micrograd", work / "exercises/micrograd")
    for name in ("exercises/course.toml", "exercises/README.md", "pyproject.toml"):
        shutil.copy(course.root / name, work / name)
    topic = course.topic("micrograd")
    count, torch = len(topic.tasks), "torch" in missing
    for name, text in solutions(course, topic).items():
        (work / name).write_text(text)
    command = ["-m", "pytest", "exercises/micrograd", "--record", "r.json"]
    done = run(python, *command, cwd=work)
    assert f"micrograd: {count - torch} of {count} tasks done" in done.stdout
    assert ("pytorch.py does not import: ModuleNotFoundError" in done.stdout) == torch
    assert done.returncode == torch, done.stdout + done.stderr
    assert (read(work / "r.json").engine.torch == "") == torch
