"""The demo class: git repositories that show everything a grading run can meet."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from classroom.author import compose
from classroom.author.compose import Files, half_done, solutions, splice
from grader.course.manifest import Course, Topic
from grader.errors import EngineError, UsageError

_MARK = ".demo-class"
_GIT_IDENTITY = {
    "GIT_AUTHOR_NAME": "demo student",
    "GIT_AUTHOR_EMAIL": "student@example.invalid",
    "GIT_COMMITTER_NAME": "demo student",
    "GIT_COMMITTER_EMAIL": "student@example.invalid",
    "GIT_AUTHOR_DATE": "2027-01-15T12:00:00Z",
    "GIT_COMMITTER_DATE": "2027-01-15T12:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
HOSTILE = ("infinite-loop", "os-exit")


def build_class(course: Course, folder: Path) -> list[Path]:
    """Write the demo class below `folder`, one git repository a student; their paths in order.

    An earlier demo class there is replaced; any other folder is refused.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise UsageError(f"{folder} is not empty and not a demo class; name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / _MARK).touch()
    paths = []
    for name, files in members(course):
        path = folder / name
        for topic in course.topics.values():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(topic.folder, path / "exercises" / topic.id, ignore=ignored)
        for file, text in files.items():
            (path / file).parent.mkdir(parents=True, exist_ok=True)
            (path / file).write_text(text, encoding="utf-8")
        _commit(path)
        paths.append(path)
    return paths


def members(course: Course) -> Iterator[tuple[str, Files]]:
    """(student, solution files over all topics) of the demo class."""
    topics = list(course.topics.values())
    everywhere = [(topic, solutions(course, topic)) for topic in topics]
    for member in compose.members(course):
        # Once is enough to show it: a ritual takes longer than all tasks of a topic.
        done = [compose.ritual(course, topic) for topic in topics if member.name == "reference"]
        yield member.name, _merged(iter([member.files, *done]))
    yield "half-done", _merged(half_done(course, topic) for topic in topics)
    topic, files = everywhere[0]
    others = _merged(other for t, other in everywhere if t is not topic)
    for name, body in (
        ("infinite-loop", "    while True:\n        pass\n"),
        ("os-exit", "    import os\n\n    os._exit(0)\n"),
    ):
        yield name, others | _spoiled(topic, files, body)
    yield "syntax-error", others | _broken(topic, files)


def _merged(parts: Iterator[Files]) -> Files:
    return {name: text for part in parts for name, text in part.items()}


def _spoiled(topic: Topic, files: Files, body: str) -> Files:
    """The first task's function with another body."""
    task = next(iter(topic.tasks.values()))
    path = topic.path_in_repository(topic.file_of[task.id].name)
    name = task.names[0]
    override = f"def {name}(*args, **kwargs):\n{body}"
    return files | {path: splice(files[path], override, {name}, set())}


def _broken(topic: Topic, files: Files) -> Files:
    """A first solution file that does not parse."""
    path = topic.path_in_repository(topic.files[0].name)
    return files | {path: files[path] + "\n\ndef half_a_line(:\n"}


def _commit(path: Path) -> None:
    for arguments in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all"],
        ["commit", "--quiet", "--message", "work of the week"],
    ):
        try:
            subprocess.run(
                ["git", *arguments],
                cwd=path,
                env=os.environ | _GIT_IDENTITY,
                check=True,
                capture_output=True,
            )
        except FileNotFoundError:
            raise EngineError("git is not installed; the demo class needs it.") from None
        except subprocess.CalledProcessError as e:
            message = e.stderr.decode(errors="replace").strip()
            raise EngineError(f"git {arguments[0]} failed in {path}: {message}") from None
