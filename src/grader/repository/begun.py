"""What a push needs installed: found out by Python alone, since nothing is installed yet.

A workflow runs this file as `python3 -I src/grader/repository/begun.py` in the root of a student's
repository. It imports nothing of ours, and prints one word of LEVELS.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

# What .github/actions/setup calls `packages`, but for what an instructor's job needs.
LEVELS = ("none", "no-torch", "all")


def needed(root: Path) -> str:
    """What the checks of what differs from the release need: nothing, all but torch, or all.

    A file that forbids torch is checked without it, and so are answers and explanations. Where
    release.json or a topic.toml cannot be read it is all: `grader github stage` says why.
    """
    try:
        release = json.loads((root / "release.json").read_bytes())
        begun = list(_begun(root, release["yours"], release["files"]))
        code = [path for path in begun if path.endswith(".py")]
        # An experiment runs solution files with torch, whichever file is begun.
        runs = any(path.endswith("/report.toml") for path in begun)
        if not runs and all(_forbids_torch(root / path) for path in code):
            return "no-torch" if begun else "none"
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return "all"
    return "all"


def _begun(root: Path, yours: Iterable[str], released: dict[str, str]) -> Iterable[str]:
    """The files of topics that a student writes and that are not as released; gone counts."""
    for name in yours:
        path = root / name
        if name.count("/") == 2 and name.startswith("exercises/"):
            plain = path.is_file() and not path.is_symlink()
            if not plain or _digest(path.read_bytes()) != released.get(name):
                yield name


def _digest(content: bytes) -> str:
    """As release.json has it (manifest.digest): with the line ends of Unix."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _forbids_torch(path: Path) -> bool:
    topic = tomllib.loads(path.with_name("topic.toml").read_text("utf-8"))
    return any(
        file["name"] == path.name and "torch" in file.get("forbid", ()) for file in topic["files"]
    )


if __name__ == "__main__":
    print(needed(Path()))
