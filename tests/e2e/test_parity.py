"""The laptop and the grader agree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.conftest import ENDS
from tests.every_mistake import HOSTILE
from tests.forks import run_in_forks

from grader.course.manifest import Course
from grader.record import Record
from grader.stored import read


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.full)])
def test_in_process_and_child_give_the_same_record(
    course: Course,
    whole_class: dict[str, Path],
    class_records: dict[str, Record],
    tmp_path: Path,
    step: int,
) -> None:
    """Submissions of the demo that are not hostile get the same topics in both worlds.

    Each in every seventh topic, so that every topic has one or two; in `make full` in all.
    """
    # Each of these two kinds holds variants of every topic; all would take several minutes.
    kinds = ("mistake-", "alternative-")
    mistakes, alternatives = (sorted(n for n in whole_class if n.startswith(k)) for k in kinds)
    # Not the first ones: what a mistake draws without a generator is nobody's promise.
    mistaken = mistakes[1:3] if step > 1 else mistakes[3 :: len(mistakes) // 2]
    # In this order the solutions whose topic takes long have the least to do.
    ordered = [*mistaken, "lecture-001", "reference", "untouched-stubs", "half-done"]
    others = [n for n in whole_class if not n.startswith(kinds) and n not in HOSTILE]
    chosen = list(dict.fromkeys([*ordered, alternatives[1], *others]))
    assert len(chosen) > 6
    topics = list(course.topics)
    # Its other topics are the reference's.
    shares = {"syntax-error": topics[:1]}
    rest = [name for name in chosen if name not in shares]
    shares |= {name: topics[place % step :: step] for place, name in enumerate(rest)}
    assert {topic for share in shares.values() for topic in share} == set(topics)

    folders = {name: _student_folder(course, whole_class[name], tmp_path / name) for name in shares}
    runs = [(folders[name], _command(shares[name])) for name in shares]
    run_in_forks(tmp_path, runs)

    for name, share in shares.items():
        record = read(folders[name] / "record.json")
        assert record.engine.isolation == "none"
        assert class_records[name].engine.isolation == "file"
        assert _plain(record) == [t for t in _plain(class_records[name]) if t["id"] in share], name


def test_one_command_gives_the_same_record(
    course: Course, whole_class: dict[str, Path], class_records: dict[str, Record], tmp_path: Path
) -> None:
    """So does pytest as a learner starts it, in a process that has imported nothing yet.

    In a topic that is all torch.
    """
    name = "half-done"
    topics = ENDS[1:]
    record = _run_locally(_student_folder(course, whole_class[name], tmp_path / name), topics)
    assert _plain(record) == _of(class_records[name], topics)


def test_jail_option_gives_the_same_record(
    course: Course, whole_class: dict[str, Path], class_records: dict[str, Record], tmp_path: Path
) -> None:
    """`pytest --jail` runs the code in a child and finds the same."""
    name = "half-done"
    folder = _student_folder(course, whole_class[name], tmp_path / name)
    record = _run_locally(folder, ENDS, "--jail")
    assert record.engine.isolation == "file"
    assert _plain(record) == _of(class_records[name], ENDS)


def _plain(record: Record) -> Any:
    """The topics, without what only the grader looks at: rubrics of texts, the ritual."""
    topics = msgspec.to_builtins(record.topics)
    for topic in topics:
        topic.pop("ritual", None)
        for prompt in topic.get("questions", {}).get("prompts", []):
            prompt.pop("rubric", None)
    return topics


def _of(record: Record, topics: Iterable[str]) -> Any:
    return [topic for topic in _plain(record) if topic["id"] in topics]


def _student_folder(course: Course, submission: Path, folder: Path) -> Path:
    """A folder like a student's, with the submission in it and, for this test, hidden checks."""
    for topic in course.topics.values():
        own = f"exercises/{topic.id}"
        shutil.copytree(
            course.root / own, folder / own, ignore=shutil.ignore_patterns("__pycache__")
        )
        shutil.copytree(submission / own, folder / own, dirs_exist_ok=True)
    (folder / "exercises/data").symlink_to(course.root / "exercises/data")
    (folder / "reference").symlink_to(course.reference)
    shutil.copytree(course.hidden, folder / "tests/hidden")
    for name in ("exercises/course.toml", "pyproject.toml"):
        shutil.copy(course.root / name, folder / name)
    return folder


def _arguments(topics: Iterable[str]) -> list[str]:
    kinds = ("exercises", "tests/hidden")
    paths = [f"{kind}/{topic}" for topic in topics for kind in kinds]
    return [*paths, "-m", "task or experiment"]


def _run_locally(folder: Path, topics: Iterable[str], *options: str) -> Record:
    """Run visible and hidden checks of `topics` in a process of the student's own."""
    command = [sys.executable, "-m", "pytest", *_arguments(topics), "--record", "record.json"]
    done = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True)
    if not (folder / "record.json").exists():
        pytest.fail(f"{folder.name}: {done.stdout}{done.stderr}")
    return read(folder / "record.json")


def _command(topics: Iterable[str]) -> list[str]:
    """What runs them in a folder like a student's."""
    return ["pytest", *_arguments(topics), "--record", "record.json", "-p", "no:logging"]
