"""Take the declared solution files, answers and notebooks out of a submission, and nothing else.

A submission is a folder, or a git repository read at a commit (its working tree is then never
looked at). Both are hostile: links are not followed, special files are not opened, sizes are
bounded, and git may neither run a hook nor reach for the network or for another repository.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from grader.course.manifest import MAX_NOTEBOOK, STUDENT_ROOT, Topic
from grader.errors import EngineError, SubmissionError
from grader.escape import plain, shown_path
from grader.files import path_text

MAX_FILE = 512 << 10
_GIT_SECONDS = 60
_GIT_SAFE = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    # A partial clone would otherwise fetch missing objects by a command of the repository's choice.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    # A commit holds what its name says, not what the repository would put in its place.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}


@dataclass
class Collected:
    """The files of one submission; `problems` says of a path why it could not be read."""

    student: str
    source: str
    commit: str = ""
    committed_at: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def collect(
    path: Path, topics: Iterable[Topic], *, student: str = "", commit: str = ""
) -> Collected:
    """The declared files of the submission at `path`.

    A repository is read at `commit` (by default HEAD), another folder as it is. Raises
    SubmissionError where there is nothing to read.
    """
    try:
        return _collect(path, list(topics), student, commit)
    except OSError as e:
        where = shown_path(e.filename or path)
        raise SubmissionError(
            f"{shown_path(path)}: cannot be read ({where}: {e.strerror}); check who may read it."
        ) from None


def _collect(path: Path, topics: Sequence[Topic], student: str, commit: str) -> Collected:
    shown = shown_path(path)
    if not path.exists():
        raise SubmissionError(f"{shown}: no such folder; check the path.")
    if not path.is_dir():
        raise SubmissionError(f"{shown}: not a folder; name a student's folder or repository.")
    student = student or path_text(path.resolve().name)
    wanted = {name: MAX_FILE for topic in topics for name in topic.submitted}
    optional = {name: MAX_NOTEBOOK for topic in topics for name in topic.notebooks}
    repository = _repository(path)
    if repository is not None:
        collected = _from_git(path, repository, wanted | optional, commit or "HEAD", student)
    elif commit:
        raise SubmissionError(
            f"{shown}: not a git repository, so it has no commit {plain(commit, 80)}; "
            "leave --commit out to grade the folder as it is."
        )
    else:
        collected = _from_folder(path, wanted | optional, student)
    for name in optional:
        if collected.problems.get(name, "").endswith("is missing"):
            del collected.problems[name]
    if not collected.files and len(collected.problems) == len(wanted):
        missing = all(text.endswith("is missing") for text in collected.problems.values())
        if missing:
            raise SubmissionError(
                f"{shown}: holds none of the solution files ({next(iter(wanted))}, ...); "
                "is it a repository of this course?"
            )
    return collected


def _repository(path: Path) -> Path | None:
    """The git folder of the submission at `path`, None if it has none.

    Raises SubmissionError for one that would have git read elsewhere, say another student's work.
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
    for folder, folders, files in os.walk(found):
        for name in (*folders, *files):
            entry = Path(folder, name)
            mode = entry.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                _refuse(path, entry)
    return found


def _refuse(path: Path, entry: Path) -> NoReturn:
    inside = plain(path_text(entry.relative_to(path)), 200)
    raise SubmissionError(
        f"{shown_path(path)}: {inside} may lead out of the repository, so nothing is "
        "read; clone the repository anew."
    )


def _from_folder(path: Path, wanted: dict[str, int], student: str) -> Collected:
    collected = Collected(student, path_text(path))
    root = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name, limit in wanted.items():
            try:
                _keep(collected, name, _read_plain(root, name, limit), limit)
            except _Unreadable as e:
                collected.problems[name] = f"{name} {e}"
    finally:
        os.close(root)
    return collected


class _Unreadable(Exception):
    """Why a file is not read, as the end of a sentence that begins with its name."""


def _read_plain(root: int, name: str, limit: int) -> bytes:
    """The content of a regular file below `root`; no part of its path may be a link."""
    *folders, last = name.split("/")
    folder = os.dup(root)
    try:
        for part in folders:
            inner = _open(part, os.O_RDONLY | os.O_DIRECTORY, folder)
            os.close(folder)
            folder = inner
        # O_NONBLOCK, or opening a FIFO would wait for a writer for ever.
        file = _open(last, os.O_RDONLY | os.O_NONBLOCK, folder)
    finally:
        os.close(folder)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise _Unreadable("is not a regular file")
    with os.fdopen(file, "rb") as stream:
        try:
            return stream.read(limit + 1)
        except OSError as e:
            raise _Unreadable(f"cannot be read ({e.strerror})") from None


def _open(name: str, flags: int, folder: int) -> int:
    try:
        return os.open(name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except FileNotFoundError:
        raise _Unreadable("is missing") from None
    except OSError as e:
        try:
            link = stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
        except OSError:
            link = False
        if link:
            raise _Unreadable("is, or lies behind, a symbolic link; it is not followed") from None
        raise _Unreadable(f"cannot be opened ({e.strerror})") from None


def _keep(collected: Collected, name: str, content: bytes, limit: int) -> None:
    if len(content) > limit:
        raise _Unreadable(_too_large(limit))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as e:
        raise _Unreadable(f"is not UTF-8 text (byte {e.start})") from None
    if "\0" in text:
        raise _Unreadable("holds a null byte, so it is not text")
    collected.files[name] = content


def _too_large(limit: int) -> str:
    hint = "; clear its outputs and save it" if limit == MAX_NOTEBOOK else ""
    return f"is larger than {limit >> 10} KB{hint}"


def _from_git(
    path: Path, repository: Path, wanted: dict[str, int], commit: str, student: str
) -> Collected:
    shown = shown_path(path)
    if commit.startswith("-"):
        raise SubmissionError(f"{shown}: {plain(commit, 80)} is no commit.")
    found = _git(
        repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}"
    )
    if found is None:
        if commit == "HEAD":
            raise SubmissionError(f"{shown}: the repository has no commit yet, or cannot be read.")
        raise SubmissionError(f"{shown}: the repository has no commit {plain(commit, 80)}.")
    sha = found.decode().strip()
    date = _git(repository, "show", "--no-patch", "--no-show-signature", "--format=%cI", sha) or b""
    collected = Collected(
        student, path_text(path), sha, plain(date.decode(errors="replace").strip(), 40)
    )
    listed = _git(repository, "ls-tree", "-z", "-l", "-r", "--full-tree", sha, "--", STUDENT_ROOT)
    if listed is None:
        raise SubmissionError(f"{shown}: the tree of commit {sha[:12]} cannot be read.")
    entries = dict(_entry(line) for line in listed.decode(errors="replace").split("\0") if line)
    for name, limit in wanted.items():
        try:
            _keep(collected, name, _read_blob(repository, entries, name, limit), limit)
        except _Unreadable as e:
            collected.problems[name] = f"{name} {e}"
    return collected


def _entry(line: str) -> tuple[str, tuple[str, str, str]]:
    """Path -> (mode, object, size) from a line of ls-tree -l."""
    head, _, name = line.partition("\t")
    mode, _kind, digest, size = head.split()
    return name, (mode, digest, size)


def _read_blob(
    repository: Path, entries: dict[str, tuple[str, str, str]], name: str, limit: int
) -> bytes:
    if name not in entries:
        for i in range(1, name.count("/") + 1):
            parent = name.rsplit("/", i)[0]
            if entries.get(parent, ("",))[0] == "120000":
                raise _Unreadable("is, or lies behind, a symbolic link; it is not followed")
        raise _Unreadable("is missing")
    mode, digest, size = entries[name]
    if mode == "120000":
        raise _Unreadable("is, or lies behind, a symbolic link; it is not followed")
    if mode not in ("100644", "100755"):
        raise _Unreadable("is not a regular file")
    if not size.isdigit():
        raise _Unreadable("cannot be read from the repository")
    if int(size) > limit:
        raise _Unreadable(_too_large(limit))
    content = _git(repository, "cat-file", "blob", digest)
    if content is None:
        raise _Unreadable("cannot be read from the repository")
    return content


def _git(repository: Path, *arguments: str) -> bytes | None:
    """What git prints, None if it fails. Reads objects only; runs nothing of the repository's.

    The repository is named, since git would else look for one in the folders above.
    """
    options = [
        "-c",
        "safe.directory=*",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.hooksPath=/dev/null",
    ]
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *options, "--git-dir", str(repository), *arguments],
            env=inherited | _GIT_SAFE,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise EngineError("git is not installed; it is needed to read repositories.") from None
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None
