"""The message of one failing check as aligned lines, the same in every report."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator, Sequence

from grader.escape import plain
from grader.record import CheckResult, Row

WIDTH = 100
NARROW = 30
_LABEL = 9
_MAX_ROWS = 24
_MAX_PRINTED = 10
_MAX_TEXT = 1500
# To be pasted, so never broken; prose about a command has more of a sentence in it.
_COMMAND = re.compile(r"(?:pytest|grader|git|python|python3|pip) [^;,]+")


def terminal_width() -> int:
    """The columns to write in: those of the terminal or of COLUMNS, at most WIDTH."""
    return max(NARROW, min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH))


def message_rows(check: CheckResult) -> list[Row]:
    """The labelled lines of a check's message.

    A place, pattern, mistake or exception that no line tells yet gets one of its own.
    """
    rows = list(check.rows) or [Row("result", check.summary)]
    told = "\n".join(row.text for row in rows) + check.summary
    labels = {row.label for row in rows}
    if check.where and check.where not in told:
        rows.insert(0, Row("code", check.where))
    more = {"pattern": check.pattern, "mistake": check.mistake, "raised": check.exception}
    for label, text in more.items():
        if text and text not in told and label not in labels:
            rows.append(Row(label, text))
    return rows


def message_lines(check: CheckResult, width: int = WIDTH) -> list[str]:
    """The message, and what the check printed, as lines safe for a terminal."""
    rows = message_rows(check)
    at = next((i for i, row in enumerate(rows) if row.label == "next"), len(rows))
    rows[at:at] = _printed(check.output)
    if len(rows) > _MAX_ROWS:
        rows[_MAX_ROWS:] = [Row("", f"({len(rows) - _MAX_ROWS} more lines)")]
    return list(aligned(rows, width))


def aligned(rows: Sequence[Row], width: int = WIDTH) -> Iterator[str]:
    """Labelled lines, the labels in a column of their own; a command is one line at any width."""
    for row in rows:
        label = plain(row.label, 20)
        head = f"  {label:{_LABEL}}"
        text = plain(row.text, _MAX_TEXT)
        if _COMMAND.fullmatch(text):
            yield head + text
            continue
        yield from textwrap.wrap(
            text,
            max(width, NARROW),
            initial_indent=head,
            subsequent_indent=" " * (_LABEL + 2),
            break_on_hyphens=False,
            # In a narrow terminal a path goes on by itself, and can be clicked.
            break_long_words=width >= WIDTH,
        ) or [f"  {label}"]


def _printed(output: str) -> list[Row]:
    lines = output.rstrip().split("\n") if output.strip() else []
    rows = [Row("printed", line) for line in lines[:_MAX_PRINTED]]
    if len(lines) > _MAX_PRINTED:
        rows.append(Row("", f"({len(lines) - _MAX_PRINTED} more lines)"))
    return rows
