"""The steps of grade.yml by hand: what is copied, and what is said of a run without the jail."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.course_copy import commit, git, grader
from tests.forks import run_in_fork

TOPIC = "exercises/micrograd"


@pytest.fixture
def student(released: Path, small_course: Path, tmp_path: Path) -> Path:
    """A student's repository with one file solved, not yet committed."""
    folder = shutil.copytree(released, tmp_path / "student")
    shutil.copy(small_course / "reference/micrograd/derivatives.py", folder / TOPIC)
    git(folder, "init", "--quiet")
    return folder


def test_without_a_jail_the_result_says_so(student: Path, tmp_path: Path) -> None:
    """In the process of the checks it may be right, and is called not isolated and provisional."""
    commit(student, "work")
    copy, results = tmp_path / "copy", tmp_path / "results"
    assert grader("github", "stage", copy, results, cwd=student).stdout == f"{TOPIC}\n"
    run_in_fork("pytest", TOPIC, "--record", results / "record.json", cwd=copy)

    summary = tmp_path / "summary.md"
    told = grader("github", "summary", results, cwd=tmp_path, GITHUB_STEP_SUMMARY=str(summary))

    assert told.returncode == 0, told.stderr
    assert "Not isolated" in summary.read_text()
    assert "Provisional" in summary.read_text()


def test_a_run_without_a_record_is_red(student: Path, tmp_path: Path) -> None:
    """What was ended before its last check is told, with its output, which is no command."""
    commit(student, "work")
    copy, results = tmp_path / "copy", tmp_path / "results"
    grader("github", "stage", copy, results, cwd=student)
    (results / "log.txt").write_text("Killed\n::error::mine\n")

    summary = tmp_path / "summary.md"
    told = grader("github", "summary", results, cwd=tmp_path, GITHUB_STEP_SUMMARY=str(summary))

    assert told.returncode == 1
    assert "left no record" in told.stderr
    assert "Killed" in summary.read_text()
    assert "\n::error::mine" not in told.stdout


def test_only_the_release_and_the_work_are_copied(student: Path, tmp_path: Path) -> None:
    """No conftest.py, no link, no file outside the repository, whatever release.json says."""
    (tmp_path / "outside.py").write_text("secret\n")
    (student / "conftest.py").write_text("")
    data = student / "exercises/data/names.txt"
    shutil.copy(data, tmp_path / "names.txt")
    data.unlink()
    data.symlink_to(tmp_path / "names.txt")
    release = json.loads((student / "release.json").read_text())
    for name in ("exercises/../../outside.py", "exercises/../conftest.py"):
        release["files"][name] = "0" * 64
    (student / "release.json").write_text(json.dumps(release))
    commit(student, "work")

    done = grader("github", "stage", tmp_path / "copy", tmp_path / "results", cwd=student)

    assert done.returncode == 0, done.stderr
    assert "exercises/data/names.txt differs from the release" in done.stderr
    copied = {p.relative_to(tmp_path / "copy").as_posix() for p in (tmp_path / "copy").rglob("*")}
    assert f"{TOPIC}/derivatives.py" in copied
    assert "conftest.py" not in copied
    assert "exercises/data/names.txt" not in copied


def test_a_folder_without_a_release_is_refused(small_course: Path, tmp_path: Path) -> None:
    """The instructors' repository is no student repository; one sentence, nothing made."""
    done = grader("github", "stage", tmp_path / "c", tmp_path / "r", cwd=small_course)
    assert done.returncode == 2
    assert "it is no student repository" in done.stderr
    assert not (tmp_path / "c").exists()
