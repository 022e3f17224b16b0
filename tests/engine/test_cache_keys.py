"""The cache: what its key of a topic depends on, and that it gives back what it was given."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.mini_course import write_mini
from tests.engine.render_samples import working

from classroom.grade.cache import Cache, Keys
from classroom.grade.result import JudgedTopic
from grader.course.manifest import load_course

FILES = {"exercises/mini/mini.py": b"x = 1\n"}


def key(root: Path, *, secret: bytes | None = None, **settings: str) -> str:
    """The key of a submission to the course at `root`."""
    course = load_course(root)
    topic = course.topic("mini")
    return Keys(course, [topic], settings, secret).of(topic, FILES, {})


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("exercises/mini/notes.txt", True),
        ("tests/hidden/mini/cases.py", True),
        ("reference/mini/mistakes/more.py", True),
        ("exercises/data/names.txt", True),
        ("exercises/other/test_other.py", False),
        ("tests/hidden/other/test_other.py", False),
        ("reference/other/other.py", False),
        ("reference/mini/__pycache__/mini.cpython-311.pyc", False),
    ],
)
def test_files_of_a_topic_and_data_decide(tmp_path: Path, path: str, changes: bool) -> None:
    """A new file in a folder of the topic makes another key, one of another topic does not."""
    root = write_mini(tmp_path / "course")
    before = key(root)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text("anything")
    assert (key(root) != before) is changes


def test_secret_and_settings_decide(tmp_path: Path) -> None:
    """Two secrets, none, and each setting with its value have keys of their own."""
    root = write_mini(tmp_path / "course")
    keys = [
        key(root),
        key(root, secret=b"one"),
        key(root, secret=b"other"),
        key(root, jail="on"),
        key(root, jail="off"),
        key(root, on="jail"),
    ]
    assert len(set(keys)) == len(keys)
    assert key(root, secret=b"one") == keys[1]


def test_what_was_handed_in_and_what_could_not_be_read_decide(tmp_path: Path) -> None:
    """By content, by path and by the problem; a file that the topic does not ask for is nothing."""
    course = load_course(write_mini(tmp_path / "course"))
    topic = course.topic("mini")
    keys = Keys(course, [topic], {}, None)
    [path] = topic.submitted
    right = keys.of(topic, {path: b"1"}, {})
    assert keys.of(topic, {path: b"1", "exercises/mini/more.py": b"2"}, {}) == right
    others = [
        keys.of(topic, {path: b"2"}, {}),
        keys.of(topic, {}, {}),
        keys.of(topic, {}, {path: "is missing"}),
        keys.of(topic, {}, {path: "is a link"}),
    ]
    assert len({right, *others}) == 5


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """Under its key, in another process too; what is cut off, or kept nowhere, is not there."""
    record = working()
    result = JudgedTopic(record.topics[0], record.engine, record.timing)
    cache = Cache(tmp_path)
    cache.put("one", result)
    assert Cache(tmp_path).get("one") == result
    assert cache.get("other") is None
    [path] = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.get("one") is None
    nowhere = Cache(None)
    nowhere.put("one", result)
    assert nowhere.get("one") is None
