"""The cards of a student's page: one a cause, what was said of it beside the code that fails."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from classroom.report.page import Shown, shown
from classroom.report.pages.code import excerpt
from grader.escape import LIMIT
from grader.record import STATE_WORDS, CheckResult, TopicResult
from grader.render.causes import OF_ONE, Cause, causes
from grader.render.message import message_rows

_MAX_ROWS = 24
_MAX_OTHERS = 4


def cards(topic: TopicResult, code: Mapping[str, str], room: int) -> list[dict[str, Any]]:
    """A card for each cause of a topic; whole, while there is room (in characters), then in short.

    `code` are the student's files, path -> text.
    """
    made = []
    for cause in causes(topic):
        part = excerpt(cause, code, topic.id) if room > 0 else None
        card = _card(cause, max(120, min(LIMIT, room // 16))) | {"code": part}
        if room <= 0:
            first = [] if card["summary"] else card["rows"][:1]
            card |= {"rows": first, "notes": [], "output": "", "others": []}
        room -= _room(card)
        made.append(card)
    return made


def _room(card: dict[str, Any]) -> int:
    texts = [card["summary"], card["output"], *card["notes"], *card["others"]]
    spent = sum(map(_size, texts)) + 200
    spent += sum(_size(line.text) + 60 for line in (card["code"].lines if card["code"] else ()))
    return spent + sum(_size(text) + 40 for row in card["rows"] for text in row)


def _size(text: str) -> int:
    return len(html.escape(text))


def _card(cause: Cause, size: int) -> dict[str, Any]:
    task, check = cause.task, cause.check
    told = [row for row in message_rows(check) if not (cause.shared and row.label in OF_ONE)]
    rows = [
        (shown(row.label, 20), shown(row.text, size, keep_newlines=True))
        for row in told[:_MAX_ROWS]
    ]
    if len(told) > _MAX_ROWS:
        rows.append((Shown("cut"), Shown(f"{len(told) - _MAX_ROWS} more lines")))
    if check.margin is not None:
        rows.append((Shown("error"), Shown(f"{check.margin:.3g} times the tolerance")))
    if check.seed and not cause.shared:
        rows.append((Shown("seed"), Shown(str(check.seed))))
    repeated = any(check.summary in row.text for row in told)
    return {
        "ref": task.ref,
        "task": task.id,
        "title": shown(check.title, 200),
        "tasks": cause.tasks if cause.shared else [],
        "file": shown(task.file, 100),
        "state": check.state,
        "kind": shown(_kind(check), 100),
        "where": shown(check.where, 200),
        "summary": "" if repeated else shown(check.summary, size),
        "rows": rows,
        "notes": [shown(note, size) for note in check.notes[:5]],
        "output": shown(check.output, size, keep_newlines=True),
        "others": [] if cause.shared else _others(check, cause.others),
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
