"""The laptop and the grader agree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.course import Course
from grader.grade.demo import HOSTILE
from grader.record import Record, read


def test_in_process_and_child_give_the_same_record(
    course: Course,
    demo_class: dict[str, Path],
    demo_records: dict[str, Record],
    tmp_path: Path,
) -> None:
    """Every submission of the demo that is not hostile gets the same topics in both worlds."""
    harmless = {name: path for name, path in demo_class.items() if name not in HOSTILE}
    assert len(harmless) > 20

    def local(name: str) -> Record:
        return _run_locally(course, harmless[name], tmp_path / name)

    with ThreadPoolExecutor(2) as pool:
        local_records = dict(zip(harmless, pool.map(local, harmless), strict=True))

    for name, record in local_records.items():
        assert record.engine.isolation == "none"
        assert demo_records[name].engine.isolation == "file"
        assert _plain(record) == _plain(demo_records[name]), name


def test_jail_option_gives_the_same_record(
    course: Course, demo_class: dict[str, Path], demo_records: dict[str, Record], tmp_path: Path
) -> None:
    """`pytest --jail` runs the code in a child and finds the same."""
    name = "half-done"
    record = _run_locally(course, demo_class[name], tmp_path / name, "--jail")
    assert record.engine.isolation == "file"
    assert _plain(record) == _plain(demo_records[name])


def _plain(record: Record) -> Any:
    return msgspec.to_builtins(record.topics)


def _run_locally(course: Course, submission: Path, folder: Path, *options: str) -> Record:
    """Run visible and hidden checks in the student's own process, in a folder like theirs."""
    for topic in course.topics.values():
        own = f"exercises/{topic.id}"
        shutil.copytree(submission / own, folder / own)
    (folder / "exercises/data").symlink_to(course.root / "exercises/data")
    (folder / "reference").symlink_to(course.reference)
    shutil.copytree(course.hidden, folder / "tests/hidden")
    for name in ("exercises/course.toml", "pyproject.toml"):
        shutil.copy(course.root / name, folder / name)
    checks = [
        f"{kind}/{topic}" for topic in course.topics for kind in ("exercises", "tests/hidden")
    ]
    command = [sys.executable, "-m", "pytest", *checks, "--record", "record.json", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if not (folder / "record.json").exists():
        pytest.fail(f"{submission.name}: {done.stdout}{done.stderr}")
    return read(folder / "record.json")
