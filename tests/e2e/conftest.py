"""What the tests of the student repository share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.course_copy import grader
from tests.e2e.learner import write_student


@pytest.fixture(scope="session")
def released(small_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The student repository of the small course; nobody changes it."""
    out = tmp_path_factory.mktemp("release") / "students"
    done = grader("release", out, "--source", "https://x.example/students", cwd=small_course)
    assert done.returncode == 0, done.stderr
    (out.parent / "printed").write_text(done.stdout)
    return out


@pytest.fixture(scope="session")
def _learner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's repository; nobody changes it."""
    return write_student(tmp_path_factory.mktemp("learner") / "mine")


@pytest.fixture
def mine(_learner: Path, tmp_path: Path) -> Path:
    """A learner's repository, to be worked in."""
    return shutil.copytree(_learner, tmp_path / "mine")
