"""A class's commits: what git says of a student's, and plain folders made into commits."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from classroom.github.fetch import BRANCH
from grader.course.manifest import STUDENT_ROOT, Topic
from grader.errors import EngineError, SubmissionError
from grader.repository.collect import collect
from grader.repository.git import GitError, run
from grader.repository.store import Store

MAX_COMMITS = 5000
_SECONDS = 60.0
# Dates that a student's git writes may be anything.
_LAST = datetime(2100, 1, 1, tzinfo=UTC)
_WHO = "grader <grader@localhost>"


def committed(folder: Path) -> list[tuple[str, datetime]]:
    """(commit, when) of the default branch in `folder`, the oldest first; no time runs back.

    Raises GitRefused.
    """
    store = Store(folder, _SECONDS)
    options = ("--first-parent", f"--max-count={MAX_COMMITS}", "--format=%H %ct")
    lines = store.ask("log", *options, BRANCH, "--").decode().splitlines()
    pairs = [line.split() for line in reversed(lines)]
    times = itertools.accumulate((_moment(pair[1]) for pair in pairs if len(pair) == 2), max)
    return list(zip((pair[0] for pair in pairs if len(pair) == 2), times, strict=True))


def trees(
    folder: Path, commits: Iterable[str], topics: Sequence[str]
) -> dict[tuple[str, str], str]:
    """(commit, topic) -> the hash of the topic's folder there, "" where there is none.

    A commit that the store does not have is left out. Raises GitRefused.
    """
    known = list(dict.fromkeys(commits))
    lines = [f"{commit}^{{tree}}" for commit in known]
    lines += [f"{commit}:{STUDENT_ROOT}/{topic}" for commit in known for topic in topics]
    store = Store(folder, _SECONDS)
    asked = ("cat-file", "--batch-check=%(objectname) %(objecttype)")
    said = store.ask(*asked, lines=lines, more=200 * len(lines)).decode("utf-8", "replace")
    answers = said.splitlines()
    there = {c for c, answer in zip(known, answers, strict=False) if answer.endswith(" tree")}
    pairs = ((commit, topic) for commit in known for topic in topics)
    return {
        pair: answer.split()[0] if answer.endswith(" tree") else ""
        for pair, answer in zip(pairs, answers[len(known) :], strict=True)
        if pair[0] in there
    }


def take_in(
    source: Path, folder: Path, topics: Sequence[Topic], student: str
) -> tuple[str, list[str]]:
    """Make a commit in `folder` of what the plain folder `source` holds, unless it is the last one.

    The commit, and what could not be read. Raises SubmissionError where there is nothing to read.
    """
    found = collect(source, topics, student=student)
    try:
        if not (folder / "HEAD").is_file():
            run(
                "init",
                "--quiet",
                "--bare",
                "--template=",
                "--initial-branch=submission",
                str(folder),
            )
        before = _tip(folder)
        _import(folder, found.files, before)
        after = _tip(folder)
        if before and _tree(folder, before) == _tree(folder, after):
            run("--git-dir", str(folder), "update-ref", BRANCH, before)
            after = before
    except GitError as e:
        raise SubmissionError(f"{folder}: git cannot keep it ({e}); remove the folder.") from None
    return after, [*found.problems.values(), *found.hints]


def _tip(folder: Path) -> str:
    """The last commit, "" of a new repository."""
    lines = run("--git-dir", str(folder), "for-each-ref", "--format=%(objectname)", BRANCH)
    return lines.decode().strip()


def _tree(folder: Path, commit: str) -> bytes:
    return run("--git-dir", str(folder), "rev-parse", f"{commit}^{{tree}}")


def _import(folder: Path, files: dict[str, bytes], before: str) -> None:
    now = int(datetime.now(UTC).timestamp())
    head = f"commit {BRANCH}\ncommitter {_WHO} {now} +0000\ndata 0\n"
    body = (head + (f"from {before}\n" if before else "") + "deleteall\n").encode()
    for name, content in sorted(files.items()):
        body += f"M 100644 inline {name}\ndata {len(content)}\n".encode() + content + b"\n"
    try:
        done = subprocess.run(
            ["git", "--git-dir", str(folder), "fast-import", "--quiet", "--done", "--force"],
            input=body + b"done\n",
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise EngineError("git is not installed; it is needed to collect a class.") from None
    if done.returncode:
        raise GitError(done.stderr.decode(errors="replace").strip()[-200:])


def _moment(seconds: str) -> datetime:
    number = int(seconds) if seconds.isdecimal() else 0
    return datetime.fromtimestamp(min(number, int(_LAST.timestamp())), UTC)
