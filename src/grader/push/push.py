"""What a push's job leaves: a folder with stage.json, answers.json, record.json and log.txt, told.

Student code has run beside these files where there is no jail, so they are read as data.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.escape import plain
from grader.push.artifact import EVENT, Event
from grader.push.stage import Stage
from grader.record import Record
from grader.render.actions import annotation_lines, failing, problems_of, summary
from grader.stored import encode, read

STAGE, ANSWERS, RECORD, LOG = "stage.json", "answers.json", "record.json", "log.txt"
_MAX_LOG = 1 << 20


def write_stage(results: Path, staged: Stage, answers: Record | None) -> None:
    """Write what was staged, and judged already, into the folder `results`. Raises UsageError."""
    try:
        results.mkdir(parents=True, exist_ok=True)
        (results / STAGE).write_bytes(msgspec.json.encode(staged))
        if answers is not None:
            (results / ANSWERS).write_bytes(encode(answers))
    except OSError as e:
        raise UsageError(f"cannot write to {results}: {e.strerror}.") from None


def tell(results: Path, environment: Mapping[str, str]) -> bool:
    """Write the job summary, print output and annotations; whether all is well.

    Adds event.json, which says where the results belong, for the job that posts them. Raises
    UsageError where nothing was staged.
    """
    staged = _staged(results)
    payload = _payload(environment)
    record, log = _record(results, RECORD), _log(results)
    event = _event(environment, payload.pull_request)
    problems = [*staged.problems, *(problems_of(record, staged.topics) if staged.topics else [])]
    answers = _record(results, ANSWERS) if staged.answered else None
    if answers is not None and record is not None:
        record.topics += answers.topics
    elif not staged.topics:
        record = answers
    if record is not None:
        record.submission.pushed_at = _pushed_at(payload)
    (results / EVENT).write_bytes(msgspec.json.encode(event))
    text = summary(record, problems, commit=event.sha, log=log)
    if target := environment.get("GITHUB_STEP_SUMMARY"):
        with open(target, "a", encoding="utf-8") as stream:
            stream.write(text)
    _print_log(log)
    for line in annotation_lines(record) if record is not None else ():
        print(line)
    for problem in problems:
        print(plain(problem), file=sys.stderr)
    return not problems and not failing(record)


def _staged(results: Path) -> Stage:
    try:
        return msgspec.json.decode((results / STAGE).read_bytes(), type=Stage)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        raise UsageError(
            f"{results} has no {STAGE}; run `grader github stage` before, with this folder."
        ) from None


def _record(results: Path, name: str) -> Record | None:
    try:
        return read(results / name)
    except UsageError:
        return None


def _log(results: Path) -> str:
    try:
        with open(results / LOG, "rb") as stream:
            return stream.read(_MAX_LOG).decode("utf-8", "replace")
    except OSError:
        return ""


def _print_log(log: str) -> None:
    """The run's output in a group; nothing in it is a command to GitHub's runner."""
    if not log:
        return
    token = secrets.token_hex(16)
    print("::group::output of pytest")
    print(f"::stop-commands::{token}")
    print(plain(log, _MAX_LOG, keep_newlines=True))
    print(f"::{token}::")
    print("::endgroup::", flush=True)


def _payload(environment: Mapping[str, str]) -> _Payload:
    """What GitHub wrote of the event; nothing where it wrote none."""
    try:
        written = Path(environment["GITHUB_EVENT_PATH"]).read_bytes()
        return msgspec.json.decode(written, type=_Payload)
    except (KeyError, OSError, msgspec.DecodeError, UnicodeDecodeError):
        return _Payload()


def _pushed_at(payload: _Payload) -> str:
    """When GitHub was pushed to; "" of another event, whose repository may have moved since."""
    seconds = payload.repository.pushed_at if payload.repository and payload.pusher else None
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat() if isinstance(seconds, int) else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _event(environment: Mapping[str, str], pull: _Pull | None) -> Event:
    """Where the results belong: GitHub's runner says it."""
    repository, ref = environment.get("GITHUB_REPOSITORY", ""), environment.get("GITHUB_REF", "")
    if pull is None:
        return Event(repository, environment.get("GITHUB_SHA", ""), ref=ref)
    return Event(repository, pull.head.sha, pull.number, ref)


class _Head(msgspec.Struct):
    sha: str


class _Pull(msgspec.Struct):
    number: int
    head: _Head


class _Repository(msgspec.Struct):
    # A number in the event of a push, text in every other.
    pushed_at: int | str | None = None


class _Payload(msgspec.Struct):
    """The part of an event that we need; only a push has a pusher."""

    pull_request: _Pull | None = None
    repository: _Repository | None = None
    pusher: dict[str, object] | None = None
