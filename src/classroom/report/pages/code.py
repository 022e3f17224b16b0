"""A student's code as numbered lines, with those marked at which something fails."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from classroom.report.page import Shown, shown
from grader.render.causes import Cause, failing

_MOST = 44
_WIDTH = 160
_DEFINITION = re.compile(r"(\s*)(?:async\s+)?(?:def|class)\s+(\w+)")
_QUOTES = re.compile(r"\s*[rRuU]?(\"\"\"|''')")


@dataclass(frozen=True)
class CodeLine:
    """A line of a listing; `number` is None where lines are left out."""

    number: int | None
    text: Shown
    marked: bool = False


@dataclass(frozen=True)
class Excerpt:
    """The part of a file that a cause is about."""

    path: str
    lines: list[CodeLine]
    marked: list[int]


def places(cause: Cause) -> dict[str, set[int]]:
    """Path -> the lines that the failing checks of a cause name, that of its first check first."""
    found: dict[str, set[int]] = {}
    for check in (cause.check, *(c for task in cause.tasks for c in failing(task))):
        path, _, number = check.where.rpartition(":")
        if path and number.isdecimal() and len(number) < 8:
            found.setdefault(path, set()).add(int(number))
    return found


def excerpt(cause: Cause, code: Mapping[str, str], topic: str) -> Excerpt | None:
    """The function around the line that fails; None where the code is not there."""
    named = places(cause)
    path = next((path for path in named if path in code), f"exercises/{topic}/{cause.task.file}")
    if path not in code:
        return None
    lines = lines_of(code[path])
    marked = {number for number in named.get(path, ()) if number <= len(lines)}
    at = _first(cause, path, marked) or _defined(lines, cause.task.id)
    if not at:
        return None
    first, last = _around(lines, at)
    return Excerpt(path, listing(lines, marked, first, last), sorted(marked))


def lines_of(text: str) -> list[str]:
    """The lines of a file as Python counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def listing(
    lines: Sequence[str], marked: Collection[int], first: int = 1, last: int | None = None
) -> list[CodeLine]:
    """The lines `first` to `last`; the docstring of a function's excerpt is left out."""
    found: list[CodeLine] = []
    last = len(lines) if last is None else last
    skip = _docstring(lines, first, last) if first > 1 or last < len(lines) else range(0)
    for number in range(first, last + 1):
        if number in skip and number not in marked:
            if number == skip.start:
                found.append(CodeLine(None, Shown(f"(docstring, {len(skip)} lines)")))
            continue
        text = shown(lines[number - 1].replace("\t", "    "), _WIDTH)
        found.append(CodeLine(number, text, number in marked))
    return found


def _first(cause: Cause, path: str, marked: Collection[int]) -> int:
    own = cause.check.where.rpartition(":")
    if own[0] == path and own[2].isdecimal() and int(own[2]) in marked:
        return int(own[2])
    return min(marked, default=0)


def _defined(lines: Sequence[str], task: str) -> int:
    """The line at which the function of a task begins, 0 if it does not."""
    name = task.rpartition(".")[2]
    for number, line in enumerate(lines, 1):
        match = _DEFINITION.match(line)
        if match and match[2] == name:
            return number
    return 0


def _around(lines: Sequence[str], at: int) -> tuple[int, int]:
    """The function that holds line `at`, by its indentation: half a file need not be Python."""
    first = at
    width = _indent(lines[at - 1])
    if not _DEFINITION.match(lines[at - 1]):
        for number in range(at - 1, 0, -1):
            match = _DEFINITION.match(lines[number - 1])
            if match and len(match[1]) < max(width, 1):
                first = number
                break
        else:
            return max(1, at - 6), min(len(lines), at + 6)
    own = _indent(lines[first - 1])
    last = first
    for number in range(first + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip() and _indent(line) <= own and not line.lstrip().startswith((")", "]", "}")):
            break
        if line.strip():
            last = number
    last = max(last, at)
    if last - first >= _MOST:
        first = first if at - first < _MOST else max(first, at - _MOST // 2)
        last = min(last, first + _MOST)
    return first, last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _docstring(lines: Sequence[str], first: int, last: int) -> range:
    """The lines of a docstring of more than two lines right below a signature."""
    for number in range(first, min(first + 8, last) + 1):
        match = _QUOTES.match(lines[number - 1])
        if not match:
            continue
        if lines[number - 1].count(match[1]) > 1:
            return range(0)
        for end in range(number + 1, last + 1):
            if match[1] in lines[end - 1]:
                return range(number, end + 1) if end - number > 1 else range(0)
        return range(0)
    return range(0)
