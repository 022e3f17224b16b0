"""What a notebook shows of a check: the report's own words as text, and the same as HTML.

Names, values and what code printed come from the learner and whoever the code is from: all of it is
text here, never markup.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from grader.escape import plain
from grader.notebook.checking import Checked, as_magics
from grader.record import STATE_WORDS, CheckResult, TaskResult
from grader.render.message import message_rows

_LIMIT = 1500
_MAX_REPORT = 20_000
_MAX_PRINTED = 2000
# Readable on the light and the dark page of an editor.
_STYLE = {"pass": "color:#1a7f37", "not_started": "opacity:.7"}
_BAD = "color:#d1242f"
_CELL = "padding:1px 8px;text-align:left;vertical-align:top;background:none"
_NUMBER = "padding:1px 8px;text-align:right;font-family:monospace"
_WRONG = "background:#ffebe9;color:#82071e;font-weight:bold"


class CheckedPage:
    """Shows itself: as text in a terminal, as HTML in a notebook."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked

    def __repr__(self) -> str:
        return text_of_checked(self.checked)

    def _repr_html_(self) -> str:
        return html_of_checked(self.checked)


def text_of_checked(checked: Checked) -> str:
    """The report as pytest's: same words, same lines."""
    lines = [f"note: {plain(remark)}" for remark in checked.remarks]
    return "\n".join([*lines, plain(checked.text, _MAX_REPORT, keep_newlines=True)])


def html_of_checked(checked: Checked) -> str:
    """The same as HTML."""
    return "".join(_html(checked))


def _html(checked: Checked) -> Iterator[str]:
    for remark in checked.remarks:
        yield f"<div>note: {_safe(remark)}</div>"
    if checked.result is None:
        yield f"<pre>{html.escape(plain(checked.text, _MAX_REPORT, keep_newlines=True))}</pre>"
        return
    for task in checked.result.tasks:
        passed = sum(check.state == "pass" for check in task.checks)
        style = _STYLE.get(task.state, _BAD)
        word = STATE_WORDS[task.state]
        yield (
            f'<div><b style="{style}">{_safe(word)}</b> {_safe(task.ref)} <b>{_safe(task.id)}</b>'
            f" {passed} of {len(task.checks)} checks pass</div>"
        )
        yield from _failing(task, checked.text)
        for note in dict.fromkeys(note for check in task.checks for note in check.notes):
            yield f"<div>note: {_safe(note)}</div>"
    if checked.following:
        yield f"<div>next: {_safe(checked.following)}</div>"


def _failing(task: TaskResult, report: str) -> Iterator[str]:
    """The first check that does not pass, as the report shows it."""
    if task.state == "blocked":
        return  # what is wrong there may be the fault of what it waits for
    check = next((c for c in task.checks if c.state not in ("pass", "not_started")), None)
    if check is None:
        return
    part = f" ({check.part})" if check.part else ""
    yield f"<div><b>{_safe(check.title + part)}</b></div>"
    yield '<table style="border-collapse:collapse">'
    # Where several topics have a task of this id, the report names it by its number.
    by_number = f"grader hint {task.ref}"
    yield from _rows(check, by_number if by_number in report else f"grader hint {task.id}")
    yield "</table>"
    if check.output.strip():
        shown = plain(check.output, _MAX_PRINTED, keep_newlines=True)
        yield f"<div>printed</div><pre>{html.escape(shown)}</pre>"


def _rows(check: CheckResult, hint: str) -> Iterator[str]:
    rows = message_rows(check)
    values = {row.label: _numbers(row.text) for row in rows if row.label in ("yours", "expected")}
    yours, expected = values.get("yours"), values.get("expected")
    both = yours is not None and expected is not None and _shape(yours) == _shape(expected)
    for row in rows:
        shown = _safe(as_magics(hint if row.text.startswith("grader hint ") else row.text))
        found = values.get(row.label)
        if found is not None and both:
            other = expected if row.label == "yours" else yours
            shown = _table(found, other, mark=row.label == "yours")
        label = f'<td style="{_CELL};opacity:.7">{_safe(row.label)}</td>'
        yield f'<tr style="background:none">{label}<td style="{_CELL}">{shown}</td></tr>'


def _numbers(text: str) -> list[list[float]] | None:
    """The rows of a vector or matrix that is written out, None of anything else."""
    if not text.startswith("["):
        return None
    named = re.sub(r"\bnan\b", "NaN", re.sub(r"\binf\b", "Infinity", text))
    try:
        found = json.loads(named)
    except (ValueError, RecursionError):
        return None
    rows = found if found and all(isinstance(row, list) for row in found) else [found]
    plain_numbers = all(type(value) in (int, float) for row in rows for value in row)
    return rows if plain_numbers and rows[0] else None


def _shape(rows: list[list[float]]) -> list[int]:
    return [len(row) for row in rows]


def _table(rows: list[list[float]], other: list[list[float]] | None, *, mark: bool) -> str:
    """Numbers as a table; those of `rows` that are wrong are marked, in words and in colour."""
    assert other is not None
    largest = max((abs(v) for row in other for v in row if abs(v) < float("inf")), default=0.0)
    body = ""
    for row, beside in zip(rows, other, strict=True):
        cells = ""
        for value, right in zip(row, beside, strict=True):
            same = value == right or abs(value - right) <= 1e-5 * largest
            wrong = mark and not same
            style = f"{_NUMBER};{_WRONG}" if wrong else _NUMBER
            cells += f'<td style="{style}">{value:.6g}{" wrong" if wrong else ""}</td>'
        body += f'<tr style="background:none">{cells}</tr>'
    return f'<table style="border-collapse:collapse">{body}</table>'


def _safe(text: str) -> str:
    return html.escape(plain(text, _LIMIT))
