"""What has changed since the last push: the states of tasks, kept in the comment itself.

A comment ends with a line that nobody sees, and that its repository's owner may edit: it is read as
data, and tells people nothing but which states tasks had.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping

import msgspec

from grader.record import STATE_WORDS, Record, TopicResult

States = dict[str, str]

# Nine topics take a third of it; more is none of ours.
_MOST = 30_000
_LINE = re.compile(rf"<!-- grader:states ([A-Za-z0-9+/=]{{1,{_MOST}}}) -->")


class Remembered(msgspec.Struct, omit_defaults=True):
    """The states of tasks ("topic task" -> state) at `commit`, and those `before` it."""

    commit: str = ""
    now: States = {}
    before: States = {}


def seen_in(text: str) -> Remembered:
    """What a comment remembers; nothing where it has no such line, or one that is none of ours."""
    found = _LINE.search(text)
    if found is None:
        return Remembered()
    try:
        return msgspec.json.decode(base64.b64decode(found[1]), type=Remembered)
    except (binascii.Error, msgspec.DecodeError, UnicodeDecodeError):
        return Remembered()


def states_before(seen: Remembered, commit: str) -> States:
    """The states before `commit`; told again for the same commit, they are the same."""
    return seen.before if commit and seen.commit == commit else seen.now


def line_of(records: Iterable[Record], commit: str, before: Mapping[str, str]) -> str:
    """The line that remembers the states of `records`; nothing where they are too many."""
    now: States = {
        f"{topic.id} {task.id}": task.state
        for record in records
        for topic in record.topics
        for task in topic.tasks
        if task.state != "not_started"
    }
    data = base64.b64encode(msgspec.json.encode(Remembered(commit, now, dict(before)))).decode()
    return f"<!-- grader:states {data if len(data) <= _MOST else '='} -->"


def changes(topic: TopicResult, before: Mapping[str, str]) -> dict[str, str]:
    """Task -> "FAIL -> pass", of those whose state is another one than `before`."""
    found = {}
    for task in topic.tasks:
        old = before.get(f"{topic.id} {task.id}", "not_started")
        if old in STATE_WORDS and old != task.state:
            found[task.id] = f"{STATE_WORDS[old]} -> {STATE_WORDS[task.state]}"
    return found
