"""The folders that student code may read: its declared solution files, given files, data."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from grader.course.manifest import STUDENT_ROOT, Topic

# Children may read this part of a scratch folder; beside it lies what others have handed in.
GIVEN = "given"


def write_files(files: dict[str, bytes], target: Path) -> None:
    """Write `files` (path in the repository -> content) below `target`."""
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def copy_given(exercises: Path, topics: Iterable[Topic], target: Path) -> None:
    """Copy what every student is given (given files and data) below `target`."""
    no_caches = shutil.ignore_patterns("__pycache__")
    data = target / STUDENT_ROOT / "data"
    shutil.copytree(exercises / "data", data, ignore=no_caches, dirs_exist_ok=True)
    for topic in topics:
        folder = target / STUDENT_ROOT / topic.id
        folder.mkdir(parents=True, exist_ok=True)
        for name in topic.given:
            shutil.copyfile(topic.folder / name, folder / name)
        if topic.ritual:
            # Where the cells of a notebook run, so that paths from there lead to the data.
            (folder / "ritual").mkdir(exist_ok=True)
