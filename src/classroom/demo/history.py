"""Students' repositories out of a list of commits, by one `git fast-import`."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.errors import EngineError


class Stream:
    """What `git fast-import` reads; a text that occurs twice is one blob."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.blobs: dict[str, int] = {}
        self.marks = itertools.count(1)

    def __bytes__(self) -> bytes:
        return b"".join(self.parts)

    def blob(self, text: str) -> int:
        """The mark of a text."""
        if text not in self.blobs:
            self.blobs[text] = mark = next(self.marks)
            data = text.encode()
            self.parts.append(b"blob\nmark :%d\ndata %d\n%s\n" % (mark, len(data), data))
        return self.blobs[text]

    def commit(
        self, ref: str, files: Mapping[str, str], parent: int, at: datetime, number: int
    ) -> int:
        """The mark of a commit of these files."""
        held = {path: self.blob(text) for path, text in files.items()}
        mark, message = next(self.marks), f"work {number}\n".encode()
        lines = [f"commit {ref}", f"mark :{mark}"]
        lines += [
            f"{who} A Student <student@example.invalid> {int(at.timestamp())} +0000"
            for who in ("author", "committer")
        ]
        self.parts.append("\n".join([*lines, f"data {len(message)}\n"]).encode() + message)
        lines = [f"from :{parent}"] if parent else []
        lines += ["deleteall", *(f"M 100644 :{blob} {path}" for path, blob in held.items())]
        self.parts.append("\n".join(lines).encode() + b"\n\n")
        return mark


@dataclass(frozen=True)
class DemoCommit:
    """All files of a repository at a moment: path -> text."""

    at: datetime
    files: Mapping[str, str]


def write_repository(folder: Path, commits: Sequence[DemoCommit]) -> None:
    """A bare repository with `commits` on its branch main, in the new folder `folder`."""
    stream, mark = Stream(), 0
    for number, commit in enumerate(commits, 1):
        mark = stream.commit("refs/heads/main", commit.files, mark, commit.at, number)
    git("init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(folder))
    git(f"--git-dir={folder}", "fast-import", "--quiet", data=bytes(stream))


def git(*arguments: str, data: bytes = b"") -> str:
    """Run git without anybody's settings; what it printed. Raises EngineError."""
    clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    try:
        done = subprocess.run(
            ["git", *arguments],
            input=data,
            check=True,
            capture_output=True,
            env=os.environ | clean,
        )
    except FileNotFoundError:
        raise EngineError("git is not installed; the demo class needs it.") from None
    except subprocess.CalledProcessError as e:
        message = e.stderr.decode(errors="replace").strip()
        raise EngineError(f"git {arguments[0]} failed: {message}") from None
    return done.stdout.decode().strip()
