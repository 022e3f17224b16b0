"""git as a tool of our own, on repositories that we trust; `collect` reads the students'."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from grader.errors import EngineError

_SECONDS = 300
# What somebody has set for all repositories must not change what is released.
_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class GitError(Exception):
    """git said no; its last line of output."""


def run(*arguments: str, cwd: Path | None = None, alone: bool = True) -> bytes:
    """What `git` prints. `alone` leaves the user's settings (logins too) out.

    Raises GitError where it fails, EngineError where it is not installed.
    """
    environment = {k: v for k, v in os.environ.items() if k not in ("GIT_DIR", "GIT_WORK_TREE")}
    settings = ["-c", "core.autocrlf=false", "-c", "core.quotePath=false"]
    if alone:
        # In a container a checkout may belong to another user; what would allow it is left out.
        settings += ["-c", "safe.directory=*"]
    try:
        done = subprocess.run(
            ["git", *settings, *arguments],
            cwd=cwd,
            env=environment | (_ALONE if alone else {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise EngineError("git is not installed; it is needed for this command.") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"no answer within {_SECONDS} s") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(lines[-1] if lines else f"exit status {done.returncode}")
    return done.stdout


def tree_hash(folder: Path, scratch: Path) -> str:
    """The hash of the tree that a commit of all files below `folder` would have."""
    store = ["--git-dir", str(scratch / "tree.git"), "--work-tree", str(folder)]
    run("init", "--quiet", "--bare", str(scratch / "tree.git"))
    run(*store, "add", "--all", ".", cwd=folder)
    return run(*store, "write-tree", cwd=folder).decode().strip()
