"""The demo class looks like a class, and the same every time."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from classroom.author.compose import Files, ritual, stubs
from classroom.author.demo import MIX, demo_class, write_class
from grader.course.manifest import Course
from grader.errors import UsageError


@pytest.fixture(scope="module")
def students(course: Course) -> list[tuple[str, Files]]:
    """The demo class."""
    return demo_class(course)


def test_it_is_the_same_every_time(course: Course, students: list[tuple[str, Files]]) -> None:
    """Who is in it, and what they wrote, comes from a fixed seed."""
    assert demo_class(course) == students


def test_names_are_neutral(students: list[tuple[str, Files]]) -> None:
    """Nobody's name says how they do."""
    assert [name for name, _ in students] == [f"student-{n:02}" for n in range(1, 25)]
    assert sum(kind.count for kind in MIX) == len(students)


def test_it_shows_every_kind(course: Course, students: list[tuple[str, Files]]) -> None:
    """Absent, hostile, with and without the ritual; and no two that are on their way alike."""
    untouched = {k: text for topic in course.topics.values() for k, text in stubs(topic).items()}
    absent = [name for name, files in students if files == untouched]
    assert len(absent) == 2
    everything = ["\n".join(files.values()) for _, files in students]
    for hostile in (r"while True:\s+pass", r"os\._exit\(0\)"):
        assert sum(bool(re.search(hostile, text)) for text in everything) == 1
    notebooks = {name for topic in course.topics.values() for name in ritual(course, topic)}
    with_ritual = [name for name, files in students if notebooks <= files.keys()]
    assert 0 < len(with_ritual) < 4
    own = [text for (name, _), text in zip(students, everything, strict=True) if name not in absent]
    assert len(set(own)) >= len(own) - 3, "those who are through may have the same answers"


def test_it_is_written_as_repositories(course: Course, tmp_path: Path) -> None:
    """One commit each, dated within the term; a class there is replaced, other folders are not."""
    topic = course.topic("micrograd")
    for _ in range(2):
        [path] = write_class(course, tmp_path / "class", [("student-01", stubs(topic))])
    log = subprocess.run(
        ["git", "log", "--format=%cI %s"], cwd=path, capture_output=True, text=True, check=True
    )
    assert log.stdout == "2027-01-15T12:00:00+00:00 work of the week\n"
    (tmp_path / "other").mkdir()
    (tmp_path / "other/notes.txt").touch()
    with pytest.raises(UsageError, match="not empty and not a demo class"):
        write_class(course, tmp_path / "other", [])
