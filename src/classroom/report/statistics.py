"""What a class's records say of its tasks, as numbers: no formatting here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.check.outcome import DIFFERENCES
from grader.record import GRADING_PROBLEM, CheckResult, Record, TaskResult, TaskState, TopicResult

# What the states of tasks are counted as.
GROUPS: dict[str, tuple[TaskState, ...]] = {
    "pass": ("pass",),
    "partial": ("partial",),
    "fail": ("fail", "error", "timeout", "blocked"),
    "not started": ("not_started",),
}


@dataclass(frozen=True)
class Item:
    """How a task went with the `n` students who started its topic.

    `p` is the mean share of its points (None without students), `counts` say how many are in each
    of GROUPS, `hidden_only` how many fail nothing but hidden checks, `differences` how many have
    slopes by a difference quotient where a derivation is asked for. `failure` is what the failing
    checks of most students say, of `failure_count` students.
    """

    task: TaskResult
    n: int
    p: float | None
    counts: dict[str, int]
    hidden_only: int
    differences: int
    failure: str
    failure_count: int

    @property
    def flags(self) -> list[str]:
        """What to look at: easy above 0.8, hard below 0.3, hidden-only above a quarter.

        And how many went by differences.
        """
        flags = ["easy"] if self.p is not None and self.p > 0.8 else []
        flags += ["hard"] if self.p is not None and self.p < 0.3 else []
        flags += ["hidden-only"] if self.n and self.hidden_only / self.n > 0.25 else []
        return flags + ([f"differences: {self.differences}"] if self.differences else [])


@dataclass(frozen=True)
class TopicItems:
    """The items of `topic` over the `n` who started it, of the `of` students graded in it."""

    topic: TopicResult
    n: int
    of: int
    items: list[Item]


def topic_items(
    topic: TopicResult, tasks: Sequence[TaskResult], records: Sequence[Record]
) -> TopicItems:
    """Item analysis of one topic over the students who started it."""
    entries = [t for record in records for t in record.topics if t.id == topic.id]
    begun = [entry for entry in entries if any(map(started, entry.tasks))]
    items = [_item(task, [t for e in begun for t in e.tasks if t.id == task.id]) for task in tasks]
    return TopicItems(topic, len(begun), len(entries), items)


def _item(task: TaskResult, own: Sequence[TaskResult]) -> Item:
    n = len(own)
    signatures = Counter(s for t in own for s in {_signature(c) for c in failing(t)} if s)
    failure, times = min(signatures.items(), key=lambda s: (-s[1], s[0]), default=("", 0))
    return Item(
        task=task,
        n=n,
        p=sum(t.earned / t.points for t in own if t.points) / n if n else None,
        counts={name: sum(t.state in states for t in own) for name, states in GROUPS.items()},
        hidden_only=sum(map(_hidden_only, own)),
        differences=sum(any(DIFFERENCES in c.notes for c in t.checks) for t in own),
        failure=failure,
        failure_count=times,
    )


def mistakes(records: Sequence[Record]) -> list[tuple[str, int, list[str]]]:
    """Named mistake, how many students made it, in which tasks; the most frequent first."""
    who: dict[str, set[int]] = {}
    tasks: dict[str, set[str]] = {}
    for at, record in enumerate(records):
        for topic in record.topics:
            for task in topic.tasks:
                for mistake in {c.mistake for c in failing(task) if c.mistake}:
                    who.setdefault(mistake, set()).add(at)
                    tasks.setdefault(mistake, set()).add(f"{task.ref} {task.id}")
    ranked = sorted(who, key=lambda mistake: (-len(who[mistake]), mistake))
    return [(mistake, len(who[mistake]), sorted(tasks[mistake])) for mistake in ranked]


def started(task: TaskResult) -> bool:
    """Whether something is written for the task."""
    if task.state in ("blocked", "uncounted"):
        return any(check.state != "not_started" for check in task.checks)
    return task.state != "not_started"


def failing(task: TaskResult) -> list[CheckResult]:
    """The checks that do not pass, of those that count."""
    states = ("pass", "not_started")
    return [c for c in task.checks if c.state not in states and not is_problem(c)]


def is_problem(check: CheckResult) -> bool:
    """Whether the check counts for nobody, by a fault of the course."""
    return check.category == GRADING_PROBLEM


def _hidden_only(task: TaskResult) -> bool:
    fair = [check for check in task.checks if not is_problem(check)]
    visible = [check.state for check in fair if check.visibility == "visible"]
    hidden = [check.state for check in fair if check.visibility == "hidden"]
    seen = bool(visible) and all(state == "pass" for state in visible)
    return seen and any(state != "pass" for state in hidden)


def _signature(check: CheckResult) -> str:
    said = check.mistake or check.pattern or check.summary or check.exception
    return said or ("out of time" if check.state == "timeout" else check.title)
