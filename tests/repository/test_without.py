"""What works where torch is not installed, or pytest-timeout."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.repository.bare import environment, run

from classroom.author.compose import solutions
from grader.course.manifest import Course
from grader.record import read


@pytest.mark.parametrize("missing", [("torch", "numpy"), ("pytest-timeout",)], ids=" and ".join)
def test_micrograd_has_its_report(course: Course, tmp_path: Path, missing: tuple[str, ...]) -> None:
    """It needs neither: the report is printed, and the record says what is not there."""
    python = environment(tmp_path / "environment", missing)
    work = tmp_path / "work"
    shutil.copytree(course.root / "exercises/micrograd", work / "exercises/micrograd")
    for name in ("exercises/course.toml", "exercises/README.md", "pyproject.toml"):
        shutil.copy(course.root / name, work / name)
    topic = course.topic("micrograd")
    for name, text in solutions(course, topic).items():
        (work / name).write_text(text)
    command = ["-m", "pytest", "exercises/micrograd", "--record", "r.json"]
    done = run(python, *command, cwd=work)
    assert f"micrograd: {len(topic.tasks)} of {len(topic.tasks)} tasks done" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    assert (read(work / "r.json").engine.torch == "") == ("torch" in missing)
