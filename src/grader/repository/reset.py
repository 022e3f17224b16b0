"""Put a stub back: a whole file, or single functions of it. What was there is kept.

The stub is looked for where it can be: what `grader sync` laid down, the commits of this
repository, and last the address of the course.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.check.source import Definition, definitions_in, not_text, parse
from grader.errors import UsageError
from grader.files import as_before, unix_lines, write_whole
from grader.repository import git, manifest
from grader.repository.git import GitError
from grader.repository.manifest import digest
from grader.repository.sync import STUBS, fetched

KEPT = "build/kept"
_MAX_COMMITS = 1000


@dataclass(frozen=True)
class Reset:
    """What a reset of the file at `path` does: `content` is the file afterwards.

    `functions` are those whose stubs come back, none where the whole file does.
    """

    root: Path
    path: str
    functions: tuple[str, ...]
    content: bytes

    @property
    def changes(self) -> bool:
        """Whether anything is not as released."""
        here = self.root / self.path
        return not here.is_file() or unix_lines(here.read_bytes()) != unix_lines(self.content)

    def carry_out(self, now: datetime) -> str:
        """Write the file; where the copy of the one before stands, "" if there was none."""
        kept = keep_copy(self.root, self.path, now)
        _write(self.root / self.path, self.content)
        return kept


def keep_copy(root: Path, path: str, now: datetime) -> str:
    """Where the copy of the file at `path` stands now, "" if there is no such file."""
    here = root / path
    if not here.is_file():
        return ""
    stem, _, suffix = path.rpartition(".")
    kept = f"{KEPT}/{stem}.{now:%Y%m%d-%H%M%S-%f}.{suffix}"
    _write(root / kept, here.read_bytes())
    return kept


def plan_reset(root: Path, path: str, functions: Sequence[str] = ()) -> Reset:
    """What it takes to put back the stub of `path`, or of some `functions` in it.

    Raises UsageError where there is no stub to be found, or no place for it.
    """
    stub = released(root, path)
    here = root / path
    if not functions or not here.is_file():
        return Reset(root, path, (), stub)
    before = here.read_bytes()
    content = unix_lines(before)
    whole = f"the whole file can be put back: grader reset {path}"
    if reason := not_text(content):
        raise UsageError(f"{path} {reason}, so no function is found in it; {whole}")
    text = content.decode("utf-8")
    for name in functions:
        if parse(text) is None:
            raise UsageError(f"{path} is no Python as it stands, so {name} is not found; {whole}")
        text = _with_stub(text, stub.decode("utf-8"), name)
    return Reset(root, path, tuple(functions), as_before(text.encode(), before))


def released(root: Path, path: str) -> bytes:
    """The file at `path` as it was released, with the line ends of Unix. Raises UsageError."""
    release = manifest.read(root)
    wanted = release.files.get(path, "") if release else ""
    if release is not None and not wanted:
        raise UsageError(f"{path} is no file of the release; name a task or a solution file.")
    for content in _candidates(root, path):
        if not wanted or digest(content) == wanted:
            return unix_lines(content)
    if release is not None and release.source:
        with fetched(release.source) as folder:
            if (folder / path).is_file():
                return unix_lines((folder / path).read_bytes())
    raise UsageError(
        f"the released {path} is in no commit of this repository; "
        "take the file from the course's repository."
    )


def _candidates(root: Path, path: str) -> Iterator[bytes]:
    """What may be the released file: as it is here, as sync laid it down, as it was committed."""
    if (root / manifest.FILE).is_file():
        for place in (root / path, root / STUBS / path):
            if place.is_file():
                yield place.read_bytes()
        # The stub came first, so the oldest commits are asked first.
        which = ["--all", "--reverse", f"--max-count={_MAX_COMMITS}"]
    else:
        which = ["HEAD", "--max-count=1"]
    try:
        listed = git.run("log", "--format=%H", *which, "--", path, cwd=root).decode().split()
    except GitError:
        return  # no repository, or no commit: the address of the course is left
    for commit in listed:
        try:
            yield git.run("show", f"{commit}:./{path}", cwd=root)
        except GitError:
            continue  # the commit that took the file away


def _with_stub(text: str, stub: str, name: str) -> str:
    """`text` with the definition `name` of `stub` in place of its own, added where it is gone."""
    theirs = definitions_in(parse(stub)).get(name)
    if theirs is None:
        raise UsageError(f"the released file has no {name}; name the file to put all of it back.")
    lines, new = text.split("\n"), _lines_of(stub.split("\n"), theirs)
    defined = definitions_in(parse(text))
    mine, home = defined.get(name), defined.get(name.rpartition(".")[0])
    if mine is not None:
        first, last = _span(mine)
        return "\n".join([*lines[:first], *new, *lines[last:]])
    if home is not None and home.end_lineno:
        return "\n".join([*lines[: home.end_lineno], "", *new, *lines[home.end_lineno :]])
    if "." in name:
        return _with_stub(text, stub, name.rpartition(".")[0])
    return text.rstrip("\n") + "\n\n\n" + "\n".join(new) + "\n"


def _lines_of(lines: list[str], node: Definition) -> list[str]:
    first, last = _span(node)
    return lines[first:last]


def _span(node: Definition) -> tuple[int, int]:
    """The lines of a definition, decorators included, as the ends of a slice."""
    above: list[ast.expr] = node.decorator_list
    return min([node.lineno, *(each.lineno for each in above)]) - 1, node.end_lineno or node.lineno


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as e:
        raise UsageError(f"cannot write {path}: {e.strerror}; nothing is lost.") from None
