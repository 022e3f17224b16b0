"""What a term knows beyond its records: pushes, grades, dates, runs. Data of history.json.

Reports are functions of records and of this; a plain run of the grader has none of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

# Between two pushes that are further apart nobody is taken to have worked.
PAUSE = timedelta(minutes=30)


class Attempt(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A push that changed a topic; once it was graded its `states` by task, `earned` of `most`.

    `said` is what the first failing check of a task says, of tasks that fail push after push.
    """

    at: datetime
    commit: str
    known: str
    """By whom the time is known: server, committed, collected."""
    counts: bool = False
    states: dict[str, str] | None = None
    earned: float = 0.0
    most: float = 0.0
    said: dict[str, str] = {}


class Standing(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a student has in a topic, None where it is not known; `why` says how it came about."""

    points: float | None = None
    maximum: float
    days: int = 0
    reason: str = ""
    why: list[str] = []
    texts: dict[str, str] = {}
    """Prompt -> what its readers say."""


class StudentHistory(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A student of the roster: the total in percent, and what was pushed when."""

    total: float | None = None
    problem: str = ""
    """What the last collection could not bring."""
    pushes: list[datetime] = []
    topics: dict[str, Standing] = {}
    attempts: dict[str, list[Attempt]] = {}


class LoggedRun(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A run of the grader over the term, and what was decided on it."""

    id: int
    kind: str
    started: str
    engine: str
    by: str
    decided: str
    topics: list[str]
    lines: list[str] = []
    """Of a regrade: who moves, as it was said."""


class TermHistory(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A term at the moment `now`; dates and students by their ids."""

    name: str
    zone: str
    now: datetime
    opens: dict[str, datetime]
    due: dict[str, datetime]
    students: dict[str, StudentHistory]
    runs: list[LoggedRun] = []

    def standing(self, student: str, topic: str) -> Standing | None:
        """What the term gives a student in a topic."""
        own = self.students.get(student)
        return own.topics.get(topic) if own else None

    def maximum(self, topic: str) -> float | None:
        """The points that can be earned in a topic; None where nothing counts in it yet."""
        own = (s.topics[topic].maximum for s in self.students.values() if topic in s.topics)
        return max(own, default=None)

    def is_open(self, topic: str) -> bool:
        """Whether the topic has begun."""
        return topic in self.due and self.opens.get(topic, self.now) <= self.now


def graded(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The attempts of which it is known what they were worth."""
    return [one for one in attempts if one.states is not None]


def tries(attempts: Sequence[Attempt], task: str) -> int | None:
    """The pushes from the first that tried `task` to the first that passes it; None if none does.

    Pushes in between count, graded or not.
    """
    span = _span(attempts, task)
    return None if span is None else span[1] - span[0] + 1


def minutes(attempts: Sequence[Attempt], task: str, pushes: Sequence[datetime]) -> float | None:
    """The active minutes from the first push that fails `task` to the first that passes it.

    The time between two pushes counts where it is no more than PAUSE. None without both pushes.
    """
    span = _span(attempts, task)
    if span is None or span[0] == span[1]:
        return None
    first, last = attempts[span[0]].at, attempts[span[1]].at
    within = sorted({first, last, *(at for at in pushes if first <= at <= last)})
    gaps = [b - a for a, b in itertools.pairwise(within)]
    return sum((gap for gap in gaps if gap <= PAUSE), timedelta()).total_seconds() / 60


def _span(attempts: Sequence[Attempt], task: str) -> tuple[int, int] | None:
    first = None
    for place, one in enumerate(attempts):
        state = (one.states or {}).get(task, "not_started")
        if state in ("not_started", "uncounted"):
            continue
        first = place if first is None else first
        if state == "pass":
            return first, place
    return None
