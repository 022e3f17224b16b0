"""A small course in a repository of its own: topics of this one, to release, change and grade."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import chdir, redirect_stderr, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from unittest.mock import patch

from packaging.requirements import Requirement
from packaging.version import Version
from tests.forks import run_in_fork

from classroom.author.build import plan_files, write
from classroom.pages.sources import source_files
from classroom.release import release
from classroom.release.release import Released
from grader.cli.app import main
from grader.course.manifest import load_course

GRADER = str(Path(sys.executable).parent / "grader")
_IDENTITY = ["-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false"]
_CACHES = shutil.ignore_patterns("__pycache__", "*.egg-info", "plots")


def copy_course(root: Path, target: Path, topics: Sequence[str]) -> Path:
    """The course at `root` with `topics` only, committed, in the new folder `target`.

    Of the generated files those are made anew that speak of all topics: what is generated of one
    topic stands as it is, and whether that is fresh is one test's concern.
    """
    target.mkdir(parents=True)
    for name in ("pyproject.toml", "LICENSE", ".gitignore"):
        shutil.copy(root / name, target / name)
    (target / "constraints.txt").write_text(as_installed((root / "constraints.txt").read_text()))
    folders = ["src", "template", "docs", "exercises/data", ".github/actions"]
    for topic in topics:
        folders += [f"exercises/{topic}", f"reference/{topic}", f"tests/hidden/{topic}"]
    for name in folders:
        shutil.copytree(root / name, target / name, ignore=_CACHES)
    shutil.copy(root / "exercises/README.md", target / "exercises/README.md")
    head = (root / "exercises/course.toml").read_text().partition("[[topics]]")[0]
    chosen = "".join(f'[[topics]]\nid = "{topic}"\n' for topic in topics)
    (target / "exercises/course.toml").write_text(head + chosen)
    course = load_course(target)
    for path, content in (
        plan_files(course) | source_files(course, [*course.topics.values()])
    ).items():
        write(path, content)
    git(target, "init", "--quiet", "--initial-branch=main")
    commit(target, "first")
    return target


def as_installed(constraints: str) -> str:
    """The same pins, each moved to the version that is installed here.

    Where all are installed as pinned, nothing changes. Where the newest are tried, a workflow's pip
    finds what is here, and has no index to ask for others.
    """
    lines = []
    for line in constraints.splitlines():
        pin = None if line.startswith("#") else Requirement(line)
        if pin and (pin.marker is None or pin.marker.evaluate()):
            with suppress(PackageNotFoundError):
                line = line.replace(str(pin.specifier), f"=={Version(version(pin.name)).public}")
        lines.append(f"{line}\n")
    return "".join(lines)


def commit(folder: Path, message: str) -> str:
    """Commit all that is there; the hash of its tree."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD^{tree}")


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder`."""
    command = ["git", *_IDENTITY, *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def grader(*arguments: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command, in a process that need not import torch anew (tests/forks.py)."""
    return run_in_fork("grader", *arguments, cwd=cwd, env=os.environ | env)


def grader_anew(*arguments: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a shell does: where what is imported, or how it computes, matters."""
    return subprocess.run(
        [GRADER, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
    )


def refused(*arguments: str | Path, cwd: Path) -> tuple[int, str]:
    """Exit status and stderr of a command that ends early, run in this process: it is cheaper."""
    said = io.StringIO()
    argv = ["grader", *map(str, arguments)]
    with chdir(cwd), redirect_stderr(said), patch.object(sys, "argv", argv):
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0), said.getvalue()
    raise AssertionError("the command has not ended")


def release_unchecked(course: Path, out: Path, source: str = "") -> Released:
    """A release, without what looks whether the course is fit for one.

    What looks is shown by the fixture `released` and by tests/e2e/test_release.py.
    """
    with patch.multiple(
        release,
        outdated=lambda course: {},
        find_leaks=lambda *given: [],
        try_untouched=lambda *given: None,
    ):
        return release.release(load_course(course), out, source=source)


def change(path: Path, old: str, new: str) -> None:
    """Put `new` in the place of `old`, which must be there."""
    text = path.read_text()
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new))
