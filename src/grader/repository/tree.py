"""The files of a submission, in a folder or in a commit; nothing is read but what is asked for.

Links are not followed, special files not opened, and sizes are known before content is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import Protocol

from grader.course.manifest import MAX_NOTEBOOK
from grader.files import path_text
from grader.repository.store import GitRefused, Store

# How many entries of folders are looked at to say where something lies.
MAX_SEARCHED = 5000
_BATCH = 8 << 20
_LINK = "is, or lies behind, a symbolic link; it is not followed"
_MISSING = "is missing"
_SPECIAL = "is not a regular file"
_ANEW = "; clone the repository anew, and whole"


class NotRead(Exception):
    """Why a file is not read, as the end of a sentence that begins with its name."""


class Tree(Protocol):
    """The files of a submission, by their paths below its top."""

    def read(self, wanted: Mapping[str, int]) -> Iterator[tuple[str, bytes | NotRead]]:
        """Each wanted file, or why it is not read; `wanted` gives the bytes that it may have."""

    def names(self, folders: Sequence[str]) -> list[str]:
        """The files right below each of `folders`, as far as MAX_SEARCHED goes."""

    def search(self) -> list[str]:
        """The files anywhere, as far as MAX_SEARCHED goes."""


def too_large(limit: int) -> str:
    """What is said of a file of more than `limit` bytes."""
    hint = "; clear its outputs and save it" if limit == MAX_NOTEBOOK else ""
    return f"is larger than {limit >> 10} KB{hint}"


class FolderTree:
    """A plain folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, wanted: Mapping[str, int]) -> Iterator[tuple[str, bytes | NotRead]]:
        """Each wanted file, or why it is not read. Raises OSError for the folder itself."""
        root = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for name, limit in wanted.items():
                try:
                    yield name, _read_plain(root, name, limit)
                except NotRead as e:
                    yield name, e
        finally:
            os.close(root)

    def names(self, folders: Sequence[str]) -> list[str]:
        """The files right below each of `folders`."""
        return list(_listed(self._path, list(folders), deeper=False))

    def search(self) -> list[str]:
        """The files anywhere below, those of a .git aside, the nearest first."""
        return list(_listed(self._path, [""], deeper=True))


def _listed(root: Path, folders: list[str], *, deeper: bool) -> Iterator[str]:
    seen = 0
    for folder in folders:  # grows while it is walked
        parts = folder.split("/")
        try:
            # A link in the middle of a path may lead anywhere.
            if any((root / "/".join(parts[: i + 1])).is_symlink() for i in range(len(parts))):
                continue
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    seen += 1
                    if seen > MAX_SEARCHED:
                        return
                    name = f"{folder}/{entry.name}" if folder else entry.name
                    if entry.is_file(follow_symlinks=False):
                        yield name
                    elif deeper and entry.name != ".git" and entry.is_dir(follow_symlinks=False):
                        folders.append(name)
        except OSError:
            continue  # it is only a hint; what is wanted there is a problem of its own


def _read_plain(root: int, name: str, limit: int) -> bytes:
    """The content of a regular file below `root`; no part of its path may be a link."""
    *folders, last = name.split("/")
    folder = os.dup(root)
    try:
        for part in folders:
            inner = _open(part, os.O_RDONLY | os.O_DIRECTORY, folder)
            os.close(folder)
            folder = inner
        # O_NONBLOCK, or opening a FIFO would wait for a writer forever.
        file = _open(last, os.O_RDONLY | os.O_NONBLOCK, folder)
    finally:
        os.close(folder)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise NotRead(_SPECIAL)
    with os.fdopen(file, "rb") as stream:
        try:
            content = stream.read(limit + 1)
        except OSError as e:
            raise NotRead(f"cannot be read ({e.strerror})") from None
    if len(content) > limit:
        raise NotRead(too_large(limit))
    return content


def _open(name: str, flags: int, folder: int) -> int:
    try:
        return os.open(name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except FileNotFoundError:
        raise NotRead(_MISSING) from None
    except OSError as e:
        try:
            link = stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
        except OSError:
            link = False
        if link:
            raise NotRead(_LINK) from None
        raise NotRead(f"cannot be opened ({e.strerror})") from None


@dataclass(frozen=True)
class _Entry:
    """`size` is None where it was not asked for, or git does not have it."""

    mode: str
    digest: str
    size: int | None = None


class CommitTree:
    """A commit of a repository. Every question raises GitRefused where git has no answer."""

    def __init__(self, store: Store, sha: str, text: bytes = b"") -> None:
        self.store = store
        self.sha = sha
        self._text = text

    @classmethod
    def find(cls, store: Store, name: str) -> CommitTree | None:
        """The commit called `name`, None if there is none.

        It is read at once: each question is a process, and a fork of a large one takes long.
        """
        try:
            said = store.ask("cat-file", "--batch", lines=[f"{name}^{{commit}}"])
        except GitRefused as e:
            if e.late or not e.output:
                raise
            said = e.output  # of a message without end the beginning will do
        head, _, text = said.partition(b"\n")
        found = head.decode(errors="replace").split()
        return cls(store, found[0], text) if found[1:2] == ["commit"] else None

    def sooner(self, seconds: float) -> CommitTree:
        """The same commit, asked for `seconds` from now on at most."""
        return CommitTree(self.store.sooner(seconds), self.sha, self._text)

    @cached_property
    def committed(self) -> datetime | None:
        """The committer's date, None if it is none."""
        for line in self._text.split(b"\n\n", 1)[0].split(b"\n"):
            if line.startswith(b"committer "):
                return _date(line.decode(errors="replace").split()[-2:])
        return None

    def entries(self, paths: Sequence[str]) -> dict[str, _Entry]:
        """What stands at `paths` and at the folders above them; nothing else is listed."""
        try:
            found = self._list("-t", "-l", "--", *paths)
        except GitRefused as e:
            if e.late:
                raise
            # A size that git dies of costs its own file: each is asked for then.
            found = self._list("-t", "--", *paths)
        above = {path.rsplit("/", i)[0] for path in paths for i in range(1, path.count("/") + 1)}
        # What stands in a folder's place, a link say. One depth after the other: beside a longer
        # path the name of a folder would stand for all that is in it.
        for depth in range(max((path.count("/") for path in above), default=-1) + 1):
            asked = [path for path in above - found.keys() if path.count("/") == depth]
            asked = [path for path in asked if not depth or path.rpartition("/")[0] in found]
            if asked:
                found |= self._list("--", *sorted(asked))
        return found

    def read(self, wanted: Mapping[str, int]) -> Iterator[tuple[str, bytes | NotRead]]:
        """Each wanted file, or why it is not read; sizes are asked for before content."""
        entries = self.entries(list(wanted))
        files: dict[str, _Entry] = {}
        refused: dict[str, NotRead] = {}
        for name in wanted:
            try:
                files[name] = _file(entries, name)
            except NotRead as e:
                refused[name] = e
        # Of what git does not have it is asked why.
        unknown = dict.fromkeys((e.digest for e in files.values() if e.size is None), 0)
        asked = self._each("--batch-check", unknown)
        small: dict[str, int] = {}
        for name, entry in files.items():
            size = asked[entry.digest] if entry.size is None else (entry.size, b"")
            if isinstance(size, NotRead):
                refused[name] = size
            elif size[0] > wanted[name]:
                refused[name] = NotRead(too_large(wanted[name]))
            else:
                small[entry.digest] = size[0]
        contents = self._each("--batch", small)
        for name in wanted:
            content = refused[name] if name in refused else contents[files[name].digest]
            yield name, content if isinstance(content, NotRead) else content[1]

    def names(self, folders: Sequence[str]) -> list[str]:
        """The files right below each of `folders`."""
        return self._files("--", *(f"{folder}/" for folder in folders))

    def search(self) -> list[str]:
        """The files anywhere in the commit."""
        # With folders (-t), or a tree of nothing but folders would be walked to its end.
        return self._files("-r", "-t")

    def _files(self, *arguments: str) -> list[str]:
        try:
            listed = self._list(*arguments)
        except GitRefused as e:
            listed = _parsed(e.output)
        files = [path for path, entry in listed.items() if entry.mode.startswith("100")]
        return files[:MAX_SEARCHED]

    def _list(self, *arguments: str) -> dict[str, _Entry]:
        options = ("-z", "--full-tree", *arguments)
        at = options.index("--") if "--" in options else len(options)
        return _parsed(self.store.ask("ls-tree", *options[:at], self.sha, *options[at:]))

    def _each(
        self, option: str, asked: Mapping[str, int]
    ) -> dict[str, tuple[int, bytes] | NotRead]:
        """Size and content of each file's object, as `option` of cat-file gives them.

        `asked` says how many bytes of content there will be. One that ends git costs the others
        nothing.
        """
        found: dict[str, tuple[int, bytes] | NotRead] = {}
        while left := [digest for digest in asked if digest not in found]:
            batch: list[str] = []
            while left and (not batch or sum(asked[digest] for digest in batch) < _BATCH):
                batch.append(left.pop(0))
            reason = "cannot be read: it is damaged or incomplete"
            room = sum(asked[digest] + 100 for digest in batch)
            try:
                output = self.store.ask("cat-file", option, lines=batch, more=room)
            except GitRefused as e:
                if e.late:
                    raise
                output, reason = e.output, str(e)
            for digest in batch:
                head, _, rest = output.partition(b"\n")
                said = head.decode(errors="replace").split()
                if said[1:] == ["missing"]:
                    found[digest] = NotRead(f"cannot be read: the repository lacks it{_ANEW}")
                    output = rest
                    continue
                size = int(said[2]) if said[1:2] == ["blob"] and len(said) == 3 else -1
                if option == "--batch":
                    if size != asked[digest] or len(rest) <= size:
                        size = -1
                    content, rest = rest[:size], rest[size + 1 :]
                else:
                    content = b""
                if size < 0:
                    found[digest] = NotRead(f"{reason}{_ANEW}")
                    break
                found[digest], output = (size, content), rest
        return found


def read_at(
    store: Store, wanted: Sequence[tuple[str, str]], limit: int
) -> dict[tuple[str, str], bytes]:
    """(commit, path) -> content of each file that is there, in two questions for all commits.

    Each question is a process, and a fork of a large one takes long. Raises GitRefused.
    """
    tree = CommitTree(store, "")
    names = {f"{commit}:{path}": (commit, path) for commit, path in wanted}
    sizes = tree._each("--batch-check", dict.fromkeys(names, 0))
    small = {
        name: size[0]
        for name, size in sizes.items()
        if not isinstance(size, NotRead) and size[0] <= limit
    }
    contents = tree._each("--batch", small)
    return {names[n]: c[1] for n, c in contents.items() if not isinstance(c, NotRead)}


def _parsed(listed: bytes) -> dict[str, _Entry]:
    """The lines of ls-tree -z; one that was cut off is left out."""
    found = {}
    for line in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        head, _, name = line.partition("\t")
        mode, _kind, digest, *size = head.split()
        known = int(size[0]) if size and size[0].isdecimal() else None
        found[path_text(name)] = _Entry(mode, digest, known)
    return found


def _file(entries: Mapping[str, _Entry], name: str) -> _Entry:
    """The entry of the file `name`. Raises NotRead."""
    for i in range(name.count("/") + 1):
        entry = entries.get(name.rsplit("/", i)[0])
        if entry and entry.mode == "120000":
            raise NotRead(_LINK)
        if entry and entry.mode == "160000":
            raise NotRead("lies in a submodule, which is not read; commit the file itself")
    if name not in entries:
        raise NotRead(_MISSING)
    if not entries[name].mode.startswith("100"):
        raise NotRead(_SPECIAL)
    return entries[name]


def _date(words: Sequence[str]) -> datetime | None:
    """Seconds since 1970 and an offset like +0100 as a date, None if they are none."""
    try:
        seconds, zone = int(words[0]), int(words[1])
        minutes = abs(zone) // 100 * 60 + abs(zone) % 100
        offset = timedelta(minutes=minutes if zone >= 0 else -minutes)
        return datetime.fromtimestamp(seconds, timezone(offset))
    except (ValueError, IndexError, OverflowError, OSError):
        return None
