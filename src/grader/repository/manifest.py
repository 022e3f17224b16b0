"""release.json: what a student repository was made of, so that a later release can find its way.

It stands in the root of every student repository and names each released file with a digest, the
files that belong to the student, and the signatures of the stubs.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from grader.check.source import Definition, definitions_in
from grader.course.manifest import STUDENT_ROOT, Course
from grader.course.plan import TICKS
from grader.errors import UsageError
from grader.files import indented, unix_lines

FILE = "release.json"
SCHEMA = 1
_TICKS = f"{STUDENT_ROOT}/{TICKS}"


class Release(msgspec.Struct, kw_only=True):
    """One release; `source` is where the next one comes from, "" if nobody has said.

    `files` is path -> digest, `yours` the paths that a student writes, `stubs` path of a solution
    file -> name -> its signature.
    """

    schema: int = SCHEMA
    course: str
    version: str
    source: str = ""
    yours: list[str] = []
    files: dict[str, str] = {}
    stubs: dict[str, dict[str, str]] = {}

    def keeps(self, path: str) -> bool:
        """Whether `path` is a student's to write: a solution, answers, explanations, a notebook."""
        return path in self.yours or path.endswith(".ipynb")


def describe(course: Course, paths: Iterable[str], source: str) -> Release:
    """The release whose files stand at `paths` below the root of `course`."""
    topics = course.topics.values()
    solutions = [t.path_in_repository(file.name) for t in topics for file in t.files]
    return Release(
        course=course.title,
        version=course.version,
        source=source,
        yours=sorted([_TICKS, *(path for topic in topics for path in topic.submitted)]),
        files=digests(course.root, paths),
        stubs={path: signatures((course.root / path).read_text("utf-8")) for path in solutions},
    )


def digests(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Path -> digest, sorted by path."""
    return {path: digest((root / path).read_bytes()) for path in sorted(paths)}


def digest(content: bytes) -> str:
    """SHA-256 of `content` with the line ends of Unix."""
    return hashlib.sha256(unix_lines(content)).hexdigest()


def signatures(text: str) -> dict[str, str]:
    """Name -> signature of what a file defines, methods too; {} if it does not parse."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    return {name: _signature(name, node) for name, node in definitions_in(tree).items()}


def _signature(name: str, node: Definition) -> str:
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(map(ast.unparse, [*node.bases, *node.keywords]))
        return f"{name}({bases})" if bases else name
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{name}({ast.unparse(node.args)}){returns}"


def encode(release: Release) -> bytes:
    """The content of release.json."""
    return indented(release)


def read(root: Path) -> Release | None:
    """What the repository at `root` was made of, None if of no release. Raises UsageError."""
    path = root / FILE
    try:
        release = msgspec.json.decode(path.read_bytes(), type=Release)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as e:
        raise UsageError(f"{path} cannot be read: {e}; take it from the last commit.") from None
    if release.schema != SCHEMA:
        raise UsageError(
            f"{path} has schema {release.schema}, this engine reads {SCHEMA}; install it again."
        )
    return release


def started(course: Course) -> list[str]:
    """The topics of a student repository in which a solution file differs from its release.

    All of them where there is no release.json to compare with.
    """
    release = read(course.root)
    if release is None:
        return list(course.topics)
    return [
        topic.id
        for topic in course.topics.values()
        if any(_differs(course.root / path, release.files.get(path)) for path in topic.submitted)
    ]


def worked_on(course: Course) -> str:
    """The topic of a student repository whose solution files were changed last, "" if none was."""
    if not (course.root / FILE).is_file():
        return ""
    changed = {
        max(
            (course.root / path).stat().st_mtime
            for path in course.topics[name].submitted
            if (course.root / path).is_file()
        ): name
        for name in started(course)
    }
    return changed[max(changed)] if changed else ""


def _differs(path: Path, released: str | None) -> bool:
    return path.is_file() and digest(path.read_bytes()) != released
