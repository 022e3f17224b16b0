"""A clean copy of a student repository: the release's own files, and the student's work.

A repository may hold files that speak for pytest (conftest.py, pytest.ini, pytest.py, torch.py) or
changed checks. Only what release.json names and is unchanged comes along, with the declared files.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from grader.check.workspace import write_files
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import UsageError
from grader.escape import plain
from grader.repository import manifest
from grader.repository.collect import collect

_NEEDED = (f"{STUDENT_ROOT}/", "pyproject.toml", "src/")
# Notes in a handout change no check.
_READING = (".md", ".svg", ".png")


@dataclass
class Stage:
    """What was copied: the topics to check, those with answers alone, and why others cannot be."""

    topics: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def stage(course: Course, out: Path) -> Stage:
    """Copy the student repository `course` at its last commit into the new folder `out`.

    `topics` are those with a solution file that differs from the release, `answered` others of
    which answers or explanations do. Raises UsageError where the repository has no release.json or
    `out` is there already.
    """
    release = manifest.read(course.root)
    if release is None:
        raise UsageError(
            f"{course.root} has no {manifest.FILE}, so it is no student repository; "
            "take one from the course's template."
        )
    try:
        out.mkdir(parents=True)
    except OSError as e:
        raise UsageError(f"cannot make {out}: {e.strerror}; name a new folder.") from None
    done = Stage()
    changed = [path for path in release.files if not _take(course.root, path, release, out)]
    topics = list(course.topics.values())
    collected = collect(course.root, topics)
    write_files(collected.files, out)
    digests = {path: manifest.digest(text) for path, text in collected.files.items()}
    for topic in topics:
        mine = [path for path in topic.submitted if digests.get(path) != release.files.get(path)]
        if not mine:
            continue
        texts = {topic.path_in_repository(name) for name in topic.texts}
        (done.answered if texts.issuperset(mine) else done.topics).append(topic.id)
        wrong = [collected.problems[path] for path in mine if path in collected.problems]
        done.problems += [f"{plain(problem)}." for problem in wrong]
        done.problems += [
            f"{plain(path)} differs from the release; put it back, checks and given files are the "
            "same for everyone."
            for path in changed
            if _concerns(path, topic)
        ]
    return done


def _take(root: Path, path: str, release: manifest.Release, out: Path) -> bool:
    """Copy one released file; False if it is needed and not the released one."""
    if release.keeps(path) or not path.startswith(_NEEDED):
        return True
    if not _is_released(root, path, release.files[path]):
        return path.endswith(_READING)
    if not path.startswith("src/"):  # what is installed runs, nothing imports it from here
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / path, target)
    return True


def _is_released(root: Path, path: str, digest: str) -> bool:
    if ".." in PurePosixPath(path).parts:
        return False
    parents = [root / parent for parent in PurePosixPath(path).parents]
    if any(entry.is_symlink() for entry in (root / path, *parents)):
        return False
    return (root / path).is_file() and manifest.digest((root / path).read_bytes()) == digest


def _concerns(path: str, topic: Topic) -> bool:
    """Whether a file is the topic's own, or everyone's."""
    others = path.startswith(f"{STUDENT_ROOT}/") and path.count("/") > 1
    return not others or path.startswith((f"{STUDENT_ROOT}/{topic.id}/", f"{STUDENT_ROOT}/data/"))
