"""What happened to a student's branches, and which of it changed a topic: pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from classroom.desk.grades import Known

CREATED, DELETED, FORCED = "branch_creation", "branch_deletion", "force_push"
PUSHES = (CREATED, FORCED, "push", "pr_merge", "merge_queue_merge")
# GitHub tells both ends of a renamed branch within a second or two.
_AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True)
class Push:
    """A change of a branch; `key` is the server's name for it, else the commit.

    `ref` is "" where only git was asked, which knows the default branch alone.
    """

    key: str
    ref: str
    kind: str
    before: str
    commit: str
    at: datetime
    known: Known


def history_of(pushes: Sequence[Push], ref: str) -> list[Push]:
    """The events of the branch `ref`, of all `pushes` in their order.

    A branch that was renamed is one: its new name begins at the commit at which the old name ends.
    """
    own = [push for push in pushes if push.ref == ref and push.kind in PUSHES]
    if not own or own[0].kind != CREATED:
        return own
    before = pushes[: pushes.index(own[0])]
    ended = (
        push.ref
        for push in pushes
        if push.kind == DELETED
        and push.ref != ref
        and push.before == own[0].commit
        and abs(push.at - own[0].at) <= _AT_ONCE
    )
    old = next(ended, "")
    return [*history_of(before, old), *own] if old else own


def submissions(
    events: Sequence[Push], trees: Mapping[tuple[str, str], str], topic: str
) -> list[tuple[Push, str]]:
    """The events that changed `topic`, each with the hash of its folder, "" where it has none."""
    found: list[tuple[Push, str]] = []
    for push in events:
        # What cannot be had is another content than any that can.
        tree = trees.get((push.commit, topic), f"gone {push.commit}")
        if not found or found[-1][1] != tree:
            found.append((push, tree))
    return found
