"""Read TOML that a person has typed: one wrong line costs itself, and is told what to write.

A text that TOML takes is read as it is. In any other, each `key = value` that can be read alone
counts; a value may go over several lines, and stands below the last [table] above it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.escape import plain

# tomllib takes time that grows with the square of a dotted key's length.
MAX_LINE = 500
_MAX_STATEMENTS = 400
_MAX_SPAN = 40
_STATEMENT = re.compile(r"""\s*[\w."'-][\w."' -]*=""")
_TABLE = re.compile(r"""\s*\[{1,2}[\w."' -]+\]{1,2}\s*(#.*)?""")
_STRINGS = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'""")
_COMMENT = re.compile(r"#.*")
_MULTILINE = re.compile(r"\"\"\"|'''")
_COMMA = re.compile(r"([-+]?[0-9]+),([0-9]+(?:[eE][-+]?[0-9]+)?)")
_POINT = re.compile(r"([-+]?)(\.[0-9]+|[0-9]+\.)")
_WORD = re.compile(r"[A-Za-z]\w*(?:[ ,]+[A-Za-z]\w*)*")
_LONGEST_SHOWN = 60
_ANY = 'text stands in quotes ("B"), a number begins with a digit (0.5), and nothing follows it'
_CURLY = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb\u2033`"


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be read; `number` counts from 1."""

    number: int
    text: str
    hint: str

    def __str__(self) -> str:
        shown = plain(self.text.strip(), _LONGEST_SHOWN)
        return f"line {self.number} ({shown}): {self.hint}"


def read_lines(text: str) -> tuple[dict[str, Any], list[BadLine]]:
    """What a TOML text says, and the lines of it that cannot be read. Never raises."""
    lines = text.removeprefix("\ufeff").splitlines()
    bad = [
        BadLine(number, line, f"longer than {MAX_LINE} characters; write the answer alone")
        for number, line in enumerate(lines, 1)
        if len(line) > MAX_LINE
    ]
    for each in bad:
        lines[each.number - 1] = ""
    whole = _parsed("\n".join(lines) + "\n")
    if whole is not None:
        return whole, bad
    found: dict[str, Any] = {}
    first: dict[str, int] = {}
    table = ""
    for count, (number, chunk) in enumerate(_statements(lines)):
        line = lines[number - 1]
        if count >= _MAX_STATEMENTS:
            bad.append(BadLine(number, line, f"after {_MAX_STATEMENTS} lines nothing is read"))
            break
        if _TABLE.fullmatch(line) and _parsed(line) is not None:
            table = line
            continue
        data = _parsed(f"{table}\n{chunk}\n")
        if data is None:
            bad.append(BadLine(number, line, hint(line, chunk)))
            continue
        for key in _merge(found, data, first, number):
            told = f"{plain(key, 40)} is answered in line {first[key]}, which counts; remove one"
            bad.append(BadLine(number, line, told))
    return found, sorted(bad, key=lambda each: each.number)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _statements(lines: list[str]) -> Iterator[tuple[int, str]]:
    """(number of its first line, text) of each statement; blank lines and comments are none."""
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if _COMMENT.sub("", lines[at], count=1).strip():
            yield at + 1, "\n".join(lines[at:end])
        at = end


def _end(lines: list[str], at: int) -> int:
    """Where the statement that begins at `at` ends: behind its line, or a value of several."""
    if not _STATEMENT.match(lines[at]):
        return at + 1
    mark = _MULTILINE.search(lines[at])
    if mark and lines[at].count(mark[0]) % 2:
        ends = (end + 1 for end in range(at + 1, len(lines)) if mark[0] in lines[end])
        return next(ends, at + 1)
    end, open_ = at + 1, _opened(_bare(lines[at]))
    while open_ > 0 and end < min(at + _MAX_SPAN, len(lines)):
        if _STATEMENT.match(lines[end]) or _TABLE.fullmatch(lines[end]):
            break
        open_ += _opened(_bare(lines[end]))
        end += 1
    return end


def _bare(line: str) -> str:
    """A line without strings and comments."""
    return _COMMENT.sub("", _STRINGS.sub('""', line))


def _opened(bare: str) -> int:
    """How many more brackets a line opens than it closes."""
    return sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))


def _merge(
    found: dict[str, Any], data: dict[str, Any], first: dict[str, int], number: int, path: str = ""
) -> Iterator[str]:
    """Put `data` into `found`; the keys that have an answer there already, which stays."""
    for name, value in data.items():
        key = f"{path}.{name}" if path else name
        old = found.get(name)
        if isinstance(old, dict) and isinstance(value, dict) and not path:
            yield from _merge(old, value, first, number, key)
        elif old is None or old == "":
            found[name] = value
            inner = [f"{key}.{part}" for part in value] if isinstance(value, dict) else []
            first |= dict.fromkeys([key, *inner], number)
        elif value != "":
            yield key


def hint(line: str, chunk: str = "") -> str:
    """What to write in place of a line that TOML does not read."""
    bare = _bare(line)
    key, equals, value = (part.strip() for part in bare.partition("="))
    if any(quote in bare for quote in _CURLY):
        return 'type straight quotes, as in "B"; these are those of a text processor'
    unseen = (c for c in line if c not in " \t" and (c.isspace() or not c.isprintable()))
    if strange := next(unseen, ""):
        return f"there is a character that cannot be seen (U+{ord(strange):04X}); type it again"
    if line.lstrip().startswith("["):
        return "write each answer on a line of its own, as M4-Q3.a = 1"
    if not equals:
        sign = " in place of the colon" if ":" in bare else ""
        return f"write an equals sign between the id and the answer{sign}; a note begins with #"
    if value.startswith("="):
        return "write one equals sign"
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", key):
        return "in front of the equals sign stands the id of the question alone"
    if not value:
        return 'write the answer behind the equals sign, or "" where you have none'
    if value.replace('""', "").count('"') % 2 or value.replace('""', "").count("'") % 2:
        return "close the quotes on the same line"
    if _opened(_bare(chunk or line)) > 0:
        return "close the bracket"
    return _hint_of_value(value)


def _hint_of_value(value: str) -> str:
    if len(value) > _LONGEST_SHOWN:
        return _ANY
    if comma := _COMMA.fullmatch(value):
        said = f"write {comma[1]}.{comma[2]}, with a point"
        thousands = re.fullmatch(r"[0-9]{3}", comma[2]) and comma[1].strip("+-0")
        return f"{said}, or {comma[1]}{comma[2]} if that is what you mean" if thousands else said
    if re.fullmatch(r"[-+.\w]+(\s*,\s*[-+.\w]+)+", value) and not _WORD.fullmatch(value):
        return f"put the list in brackets: [{value}]"
    if point := _POINT.fullmatch(value):
        digits = f"0{point[2]}" if point[2].startswith(".") else f"{point[2]}0"
        return f"write {point[1]}{digits}, with a digit on both sides of the point"
    if re.fullmatch(r"[-+]?0[0-9]+(\.[0-9]*)?", value):
        return "write the number without a zero in front"
    if truth := re.search(r"\b(True|False)\b", value):
        return f"write {truth[0].lower()}, in small letters"
    if _WORD.fullmatch(value):
        return f'put text in quotes: "{value}"'
    if value.startswith("[") and re.search(r"(?<![\w\"'])[A-Za-z]\b", value):
        return 'put each letter in quotes, as in ["A", "B"]'
    if re.search(r"[0-9]\s*[*/^]", value):
        return "write the number itself, worked out"
    return _ANY
