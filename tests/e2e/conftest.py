"""What the tests of the student repository share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.course_copy import grader


@pytest.fixture(scope="session")
def released(small_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The student repository of the small course; nobody changes it."""
    out = tmp_path_factory.mktemp("release") / "students"
    done = grader("release", out, "--source", "https://x.example/students", cwd=small_course)
    assert done.returncode == 0, done.stderr
    (out.parent / "printed").write_text(done.stdout)
    return out
