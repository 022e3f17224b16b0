"""Take the declared solution files, answers and notebooks out of a submission, and nothing else.

A submission is a folder, or a git repository read at a commit (its working tree is then looked at
for hints alone). Both are hostile: links are not followed, special files are not opened, sizes are
bounded, and git may neither run a hook nor reach for the network or for another repository.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from grader.check.source import not_text
from grader.course.manifest import MAX_NOTEBOOK, STUDENT_ROOT, Topic
from grader.errors import SubmissionError
from grader.escape import plain, shown_path
from grader.files import path_text
from grader.repository import hints
from grader.repository.store import GitRefused, Store
from grader.repository.tree import CommitTree, FolderTree, NotRead, Tree

MAX_FILE = 512 << 10
# Of one submission, so that a worker is never held up for longer.
MAX_SECONDS = 60.0
# What lies in a .git after years of work; a fresh clone has a few dozen.
MAX_GIT_FILES = 200_000


@dataclass
class Collected:
    """The files of one submission; `problems` says of a path why it could not be read.

    `hints` are sentences about work that may lie where it is not graded.
    """

    student: str
    source: str
    commit: str = ""
    committed_at: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)


def collect(
    path: Path, topics: Iterable[Topic], *, student: str = "", commit: str = ""
) -> Collected:
    """The declared files of the submission at `path`.

    A repository is read at `commit` (by default HEAD), another folder as it is. Raises
    SubmissionError where there is nothing to read.
    """
    shown = shown_path(path)
    try:
        return _collect(path, list(topics), student, commit)
    except OSError as e:
        where = shown_path(e.filename or path)
        raise SubmissionError(
            f"{shown}: cannot be read ({where}: {e.strerror}); check who may read it."
        ) from None
    except GitRefused as e:
        raise SubmissionError(f"{shown}: the repository {e}; clone it anew.") from None


def _collect(path: Path, topics: Sequence[Topic], student: str, commit: str) -> Collected:
    shown = shown_path(path)
    if not path.exists():
        raise SubmissionError(f"{shown}: no such folder; check the path.")
    if not path.is_dir():
        raise SubmissionError(f"{shown}: not a folder; name a student's folder or repository.")
    collected = Collected(student or path_text(path.resolve().name), path_text(path))
    wanted = {name: MAX_FILE for topic in topics for name in topic.submitted}
    optional = {name: MAX_NOTEBOOK for topic in topics for name in topic.optional}
    repository = _repository(path)
    tree: Tree = FolderTree(path)
    if repository is not None:
        tree = found = _commit(shown, Store(repository, MAX_SECONDS), commit)
        collected.commit = found.sha
        collected.committed_at = found.committed.isoformat() if found.committed else ""
    elif commit:
        raise SubmissionError(
            f"{shown}: not a git repository, so it has no commit {plain(commit, 80)}; "
            "leave --commit out to grade the folder as it is."
        )
    _read(collected, shown, tree, wanted | optional)
    for name in optional:
        if collected.problems.get(name, "").endswith("is missing"):
            del collected.problems[name]
    if not collected.files and len(collected.problems) == len(wanted):
        missing = all(text.endswith("is missing") for text in collected.problems.values())
        if missing:
            where = hints.elsewhere(tree, wanted) or "is it a repository of this course?"
            raise SubmissionError(
                f"{shown}: holds none of the solution files ({next(iter(wanted))}, ...); {where}"
            )
    # A named commit is graded on purpose: what lies beside it is no slip.
    clone = path if repository and not commit else None
    collected.hints = hints.find(topics, collected.files, collected.problems, tree, clone)
    return collected


def _repository(path: Path) -> Path | None:
    """The git folder of the submission at `path`, None if it has none.

    Raises SubmissionError for one that would have git read elsewhere, say another student's work,
    or that holds too many files to look through.
    """
    found = path / ".git"
    if not os.path.lexists(found):
        if not ((path / "HEAD").is_file() and (path / "objects").is_dir()):
            return None
        found = path
    elif not stat.S_ISDIR(found.lstat().st_mode):
        _refuse(path, found)
    for name in ("objects/info/alternates", "commondir"):
        if os.path.lexists(found / name):
            _refuse(path, found / name)
    folders, seen = [str(found)], 0
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                seen += 1
                if seen > MAX_GIT_FILES:
                    raise SubmissionError(
                        f"{shown_path(path)}: its git folder holds more than {MAX_GIT_FILES:,} "
                        "files, so nothing is read; clone the repository anew."
                    )
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif not entry.is_file(follow_symlinks=False):
                    _refuse(path, Path(entry.path))
    return found


def _refuse(path: Path, entry: Path) -> NoReturn:
    inside = plain(path_text(entry.relative_to(path)), 200)
    raise SubmissionError(
        f"{shown_path(path)}: {inside} may lead out of the repository, so nothing is "
        "read; clone the repository anew."
    )


def _commit(shown: str, store: Store, name: str) -> CommitTree:
    """The commit called `name`, that of HEAD if it is "". Raises SubmissionError, GitRefused."""
    if name.startswith("-") or "\n" in name:
        raise SubmissionError(f"{shown}: {plain(name, 80)} is no commit.")
    found = CommitTree.find(store, name or "HEAD")
    if found is not None:
        return found
    if name:
        raise SubmissionError(f"{shown}: the repository has no commit {plain(name, 80)}.")
    raise SubmissionError(f"{shown}: {hints.no_commit(store)}")


def _read(collected: Collected, shown: str, tree: Tree, wanted: Mapping[str, int]) -> None:
    """Keep each wanted file that is text; the others are problems."""
    try:
        for name, content in tree.read(wanted):
            reason = content if isinstance(content, NotRead) else not_text(content)
            if reason:
                collected.problems[name] = f"{name} {reason}"
            elif not isinstance(content, NotRead):
                collected.files[name] = content
    except GitRefused as e:
        if e.late:
            raise
        raise SubmissionError(
            f"{shown}: the tree of commit {collected.commit[:12]} {e}; clone it anew, or look at "
            f"what {STUDENT_ROOT}/ holds."
        ) from None
