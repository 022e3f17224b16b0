"""What the grading job hands to the posting job. Student code ran beside it: nothing is believed.

The folder holds the records (*.json) and event.json. It is read as data: bounded in number and
size, against the record's schema, and anything else in it is refused.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from grader.errors import UsageError
from grader.escape import plain
from grader.push.models import is_repository
from grader.record import Record
from grader.stored import decode

EVENT = "event.json"
MAX_RECORDS = 32
MAX_RECORD = 4 << 20
MAX_EVENT = 4 << 10
# What GitHub itself writes for a run: a whole repository's and a run's description.
MAX_PAYLOAD = 4 << 20
MAX_RECORDS_OF_A_CLASS = 5000
_LARGEST = 2.0**64

T = TypeVar("T")

_SHA = re.compile(r"[0-9a-f]{40}")


class NoRecordError(UsageError):
    """Nobody has made an artifact: nothing is begun, or the run was ended before its last check."""


class Event(msgspec.Struct, forbid_unknown_fields=True):
    """What was graded: `sha` is the head commit, `pull` the number of its pull request, if any."""

    repository: str
    sha: str
    pull: int | None = None
    ref: str = ""


class _Named(msgspec.Struct):
    full_name: str


class _Run(msgspec.Struct):
    event: str
    head_sha: str
    head_repository: _Named | None = None


class RunEvent(msgspec.Struct):
    """The part of a workflow_run event that we need; GitHub wrote it, so it is trusted."""

    workflow_run: _Run
    repository: _Named


def read_event(folder: Path) -> Event:
    """The event in `folder`. Raises UsageError for anything that is not one."""
    event = _decode(_read(folder / EVENT, MAX_EVENT), Event, EVENT)
    if not is_repository(event.repository):
        raise UsageError(f"{EVENT}: {plain(event.repository, 100)} is not a repository.")
    if not _SHA.fullmatch(event.sha):
        raise UsageError(f"{EVENT}: {plain(event.sha, 100)} is not a commit.")
    return event


def read_run_event(path: Path) -> RunEvent:
    """The workflow_run event that GitHub wrote to `path`."""
    event = _decode(_read(path, MAX_PAYLOAD), RunEvent, "the workflow_run event")
    if not is_repository(event.repository.full_name) or not _SHA.fullmatch(
        event.workflow_run.head_sha
    ):
        raise UsageError(f"{path} is not a workflow_run event of GitHub's.")
    return event


def read_records(folder: Path, *, limit: int = MAX_RECORDS) -> list[Record]:
    """The records in `folder` by file name; beside them only event.json may stand there.

    Raises NoRecordError where there is none, or no folder, UsageError for the first thing that is
    anything else.
    """
    names = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name == EVENT:
                    continue
                if not entry.name.endswith(".json"):
                    raise UsageError(
                        f"{plain(entry.name, 100)} is no record; only *.json may stand here."
                    )
                names.append(entry.name)
                if len(names) > limit:
                    raise UsageError(f"there are more than {limit} records.")
    except FileNotFoundError:
        names = []
    except OSError as e:
        raise UsageError(f"cannot read {folder}: {e.strerror}.") from None
    if not names:
        raise NoRecordError(f"there is no record in {folder}.")
    return [_record(folder / name) for name in sorted(names)]


def require_distinct_topics(records: Iterable[Record]) -> None:
    """Raise UsageError where two records speak of one topic: neither is to be believed."""
    seen: set[str] = set()
    for topic in (topic for record in records for topic in record.topics):
        if topic.id in seen:
            raise UsageError(f"two records speak of the topic {plain(topic.id, 80)}.")
        seen.add(topic.id)


def _record(path: Path) -> Record:
    name = plain(path.name, 100)
    try:
        record = decode(_read(path, MAX_RECORD), name)
    except UsageError as e:
        raise UsageError(plain(str(e), 500)) from None
    if not _sound(msgspec.to_builtins(record)):
        raise UsageError(f"{name} holds a number that no grading gives.")
    questions = (q for t in record.topics if t.questions for q in t.questions.questions)
    if not all(question.parts for question in questions):
        raise UsageError(f"{name} holds a question without parts.")
    return record


def _sound(value: Any) -> bool:
    """Whether all numbers in `value` can be added up and shown."""
    if isinstance(value, dict):
        return all(map(_sound, value.values()))
    if isinstance(value, list):
        return all(map(_sound, value))
    # False for nan too, as every comparison with it is.
    return not isinstance(value, int | float) or abs(value) <= _LARGEST


def _read(path: Path, limit: int) -> bytes:
    """The content of a regular file, no link, of at most `limit` bytes."""
    name = plain(path.name, 100)
    # O_NONBLOCK, or opening a FIFO would wait forever. Windows has neither flag, nor FIFOs.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UsageError(f"{name} is not a regular file.")
            data = file.read(limit + 1)
    except OSError as e:
        raise UsageError(f"{name} cannot be read: {e.strerror}.") from None
    if len(data) > limit:
        raise UsageError(f"{name} is larger than {limit >> 10:,} KB.")
    return data


def _decode(data: bytes, type: type[T], name: str) -> T:
    try:
        return msgspec.json.decode(data, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise UsageError(
            f"{name} is not what the grading job writes: {plain(str(e), 200)}."
        ) from None
