"""What does not pass in a record, as cards of the class page: one a cause, then one a task."""

from __future__ import annotations

import html
import itertools
from collections.abc import Hashable, Sequence
from typing import Any

from classroom.report.page import Shown, shown
from classroom.report.statistics import failing
from grader.escape import LIMIT
from grader.record import STATE_WORDS, CheckResult, Record, TaskResult, TopicResult
from grader.render.message import message_rows

_MAX_ROWS = 24
_MAX_OTHERS = 4
# Rows that speak of one check, or to the student: a cause of several tasks does without.
_OF_ONE = ("called", "next", "again")

Cause = list[TaskResult]


def causes(topic: TopicResult) -> list[Cause]:
    """The tasks of a topic that do not pass, those with one cause together, in their order.

    A file that does not import, or in which nothing passes for one and the same reason, is one
    cause; so is one exception at one line. Any other task has a cause of its own.
    """
    alive = {t.file for t in topic.tasks if any(c.state == "pass" for c in t.checks)}
    found: dict[Hashable, Cause] = {}
    for task in topic.tasks:
        if checks := failing(task):
            found.setdefault(_key(task, checks[0], task.file in alive), []).append(task)
    return list(found.values())


def _key(task: TaskResult, check: CheckResult, alive: bool) -> Hashable:
    if any(row.label == "import" for row in check.rows):
        return task.file
    if check.exception and check.where:
        return check.exception, check.where
    if check.state in ("error", "timeout") and not alive:
        return task.file, check.state, check.summary
    return task.id, task.ref


def cards(record: Record, allowance: int) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """Topic -> its cards, within `allowance` characters; how many tasks are left out.

    Topics take turns, so that no topic's cards push out those of another.
    """
    by_topic = {topic.id: causes(topic) for topic in record.topics}
    made: dict[str, list[dict[str, Any]]] = {topic: [] for topic in by_topic}
    spent = cut = 0
    for turn in itertools.zip_longest(*by_topic.values()):
        for topic, cause in zip(by_topic, turn, strict=True):
            if cause is None:
                continue
            if spent >= allowance:
                cut += len(cause)
                continue
            card = _card(cause, allowance)
            made[topic].append(card)
            spent += _room(card)
    return made, cut


def _room(card: dict[str, Any]) -> int:
    texts = [card["summary"], card["output"], *card["notes"], *card["others"]]
    spent = sum(map(_size, texts)) + 200
    return spent + sum(_size(text) + 40 for row in card["rows"] for text in row)


def _size(text: str) -> int:
    return len(html.escape(text))


def _card(cause: Cause, allowance: int) -> dict[str, Any]:
    task, *more = cause
    check, *others = failing(task)
    size = min(LIMIT, max(200, allowance // 10))
    told = [row for row in message_rows(check) if not (more and row.label in _OF_ONE)]
    rows = [
        (shown(row.label, 20), shown(row.text, size, keep_newlines=True))
        for row in told[:_MAX_ROWS]
    ]
    if len(told) > _MAX_ROWS:
        rows.append((Shown("cut"), Shown(f"{len(told) - _MAX_ROWS} more lines")))
    if check.margin is not None:
        rows.append((Shown("error"), Shown(f"{check.margin:.3g} times the tolerance")))
    if check.seed and not more:
        rows.append((Shown("seed"), Shown(str(check.seed))))
    repeated = any(check.summary in row.text for row in check.rows)
    return {
        "ref": task.ref,
        "task": task.id,
        "title": shown(check.title, 200),
        "tasks": cause if more else [],
        "file": shown(task.file, 100),
        "state": check.state,
        "kind": shown(_kind(check), 100),
        "where": shown(check.where, 200),
        "summary": "" if repeated else shown(check.summary, size),
        "rows": rows,
        "notes": [shown(note, size) for note in check.notes[:5]],
        "output": shown(check.output, size, keep_newlines=True),
        "others": [] if more else _others(check, others),
    }


def _kind(check: CheckResult) -> str:
    return ", ".join(word for word in (check.visibility, check.category, check.part) if word)


def _others(check: CheckResult, more: Sequence[CheckResult]) -> list[Shown]:
    """What the further checks of a task say that do not pass, a line each, none twice."""
    other = [one for one in more if _said(one) != _said(check)]
    lines = [
        Shown(f"{shown(one.title, 100)} ({shown(_kind(one), 60)}): {shown(_said(one), 160)}")
        for one in other[:_MAX_OTHERS]
    ]
    counts = (
        (len(more) - len(other), "that say the same"),
        (len(other) - len(lines), "not listed"),
    )
    return [*lines, *(Shown(f"{n} more {what}") for n, what in counts if n)]


def _said(check: CheckResult) -> str:
    said = check.mistake or check.pattern or check.summary or check.exception
    return said or STATE_WORDS[check.state]
