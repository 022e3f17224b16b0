"""The student repository, made of a commit of this one.

Folders are copied whole, nothing is stripped out of a file; a topic gains its notebook, its
solutions where they may be there, and a badge in its handout. What is released is looked through
for leaks and tried out before anything is written, and the same commit always gives the same tree,
but for the solutions that a deadline has held back.
"""

from __future__ import annotations

import io
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from classroom.author.build import outdated
from classroom.grade.secret import known_secrets
from classroom.release.leaks import find_leaks
from classroom.release.notebooks import put_notebooks
from classroom.release.solutions import put_solutions
from classroom.release.untouched import try_untouched
from grader.course.manifest import STUDENT_ROOT, Course, load_course
from grader.errors import CourseError, UsageError
from grader.repository import git, manifest
from grader.repository.git import GitError

FOLDERS = (STUDENT_ROOT, "src/grader", ".github/actions/setup")
FILES = (
    *("src/pytest_grader.py", "src/exercises.py", "pyproject.toml", "constraints.txt"),
    *("LICENSE", "docs/students.md", "docs/notebooks.md"),
)
TEMPLATE = "template"
STEPS = (
    "taking the files of the commit",
    "building what is generated, to see that it is up to date",
    "looking for leaks",
    "trying it out: every check must say not started",
    "writing it",
)
_SHOWN = 8
# What tools leave in a working tree.
_LEFT_BEHIND = re.compile(r"(^|/)(__pycache__|[^/]*\.egg-info|\.ipynb_checkpoints)/")


@dataclass(frozen=True)
class Released:
    """What was written: the commit it was made of, the hash of its tree, how many files.

    `uncommitted` says that the working tree holds changes that are not part of it.
    """

    commit: str
    tree: str
    files: int
    uncommitted: bool


def release(
    course: Course,
    out: Path,
    *,
    source: str = "",
    commit: str = "HEAD",
    tell: Callable[[int, str], None] = lambda step, doing: None,
) -> Released:
    """Write the student repository of `course` at `commit` into the folder `out`.

    An earlier release in `out` is replaced, its .git stays. Raises UsageError for an `out` that
    holds anything else, CourseError where the release is not fit to be one. `tell` is called with
    the number of each of STEPS as it begins, and what is done in it.
    """
    _require_free(course, out)
    now = datetime.now(UTC)
    sha, uncommitted = _resolve(course.root, commit)
    secrets = known_secrets(course.root)
    steps = enumerate(STEPS, 1)
    with tempfile.TemporaryDirectory(prefix="grader-release-") as folder:
        scratch = Path(folder).resolve()
        ours, theirs = scratch / "course", scratch / "release"
        tell(*next(steps))
        _export(course.root, sha, ours)
        tell(*next(steps))
        instructors = load_course(ours)
        if stale := outdated(instructors):
            names = _some([path.relative_to(ours).as_posix() for path in stale])
            raise CourseError(f"out of date: {names}; run: grader course build, and commit")
        tell(*next(steps))
        paths = sorted([*lay_out(ours, theirs), *put_solutions(instructors, theirs, now)])
        students = load_course(theirs)
        paths = sorted([*paths, *put_notebooks(students, source)])
        described = manifest.describe(students, paths, source)
        (theirs / manifest.FILE).write_bytes(manifest.encode(described))
        if leaks := find_leaks(instructors, theirs, secrets, now):
            raise CourseError(f"nothing is released, it would leak: {_some(list(map(str, leaks)))}")
        tell(*next(steps))
        tree = git.tree_hash(theirs, scratch)
        _require_whole(theirs, scratch, paths)
        try_untouched(students, scratch)
        tell(*next(steps))
        _replace(theirs, out)
    return Released(sha, tree, len(paths) + 1, uncommitted)


def _require_free(course: Course, out: Path) -> None:
    if not course.reference.is_dir():
        raise UsageError(
            f"{course.root} has no reference/, so nothing can be released from it; "
            "run this in the instructors' repository."
        )
    if out.resolve() == course.root or out.resolve() in course.root.parents:
        raise UsageError(f"{out} holds the instructors' repository; name another folder.")
    if not out.exists():
        return
    if not out.is_dir():
        raise UsageError(f"{out} is not a folder; name another.")
    held = {path.name for path in out.iterdir()} - {".git"}
    if held and manifest.FILE not in held:
        raise UsageError(f"{out} is not empty and no earlier release; name another folder.")


def _resolve(root: Path, commit: str) -> tuple[str, bool]:
    """The hash of `commit`, and whether what is released from has uncommitted changes."""
    try:
        git.run("rev-parse", "--git-dir", cwd=root)
    except GitError:
        raise UsageError(
            f"{root} is not a git repository; a release is made of a commit."
        ) from None
    try:
        found = git.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}", cwd=root
        )
        changed = git.run("status", "--porcelain", "--", *FOLDERS, *FILES, TEMPLATE, cwd=root)
    except GitError:
        raise UsageError(f"{root} has no commit {commit}; name one that is there.") from None
    return found.decode().strip(), bool(changed.strip())


def _export(root: Path, commit: str, target: Path) -> None:
    archive = git.run("-c", "tar.umask=0022", "archive", "--format=tar", commit, cwd=root)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(target, filter="data")


def lay_out(ours: Path, theirs: Path) -> list[str]:
    """Copy what students get of the repository at `ours`; the paths in theirs, sorted."""
    chosen: dict[str, Path] = {}
    for name in FILES:
        chosen[name] = ours / name
    for folder in FOLDERS:
        chosen |= {f"{folder}/{name}": path for name, path in _files(ours / folder)}
    chosen |= dict(_files(ours / TEMPLATE))
    for name, path in sorted(chosen.items()):
        if path.is_symlink() or not path.is_file():
            shown = path.relative_to(ours).as_posix()
            raise CourseError(f"{shown} is missing, or not a plain file; commit it as one.")
        target = theirs / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return sorted(chosen)


def _files(folder: Path) -> list[tuple[str, Path]]:
    if not folder.is_dir():
        raise CourseError(f"{folder.name}/ is missing, or not committed; a release needs it.")
    paths = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    named = [(path.relative_to(folder).as_posix(), path) for path in sorted(paths)]
    return [(name, path) for name, path in named if not _LEFT_BEHIND.search(name)]


def _require_whole(theirs: Path, scratch: Path, paths: list[str]) -> None:
    """Every released file is part of the commit: none is kept out by the release's .gitignore."""
    store = ["--git-dir", str(scratch / "tree.git"), "--work-tree", str(theirs)]
    listed = set(git.run(*store, "ls-files", "-z", cwd=theirs).decode().split("\0"))
    if lost := [path for path in paths if path not in listed]:
        raise CourseError(f"the release's .gitignore keeps out {_some(lost)}; change it.")


def _replace(theirs: Path, out: Path) -> None:
    """Put the content of `theirs` in the place of that of `out`, release.json last."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for entry in out.iterdir():
            if entry.name == ".git" or entry.name == manifest.FILE:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        for entry in sorted(theirs.iterdir(), key=lambda path: path.name == manifest.FILE):
            if entry.is_dir():
                shutil.copytree(entry, out / entry.name)
            else:
                shutil.copy(entry, out / entry.name)
    except OSError as e:
        raise UsageError(f"cannot write the release to {out}: {e.strerror}.") from None


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return "; ".join(names[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")
