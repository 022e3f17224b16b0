"""term.toml as tables whose entries know their lines, so that errors can say the place."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from grader.errors import UsageError
from grader.escape import plain

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_ENTRY = re.compile(r"\s*([\w.-]+|\"[^\"]*\"|'[^']*')\s*=")
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_MAX = 1 << 20
# What stands in for a value that TOML itself cannot read.
_EXAMPLES = {
    "due": "due = 2027-03-14, or due = 2027-03-14T18:00:00",
    "opens": "opens = 2027-03-01",
    "reveal": "reveal = 2027-03-20",
    "timezone": 'timezone = "Europe/Berlin"',
    "name": 'name = "Spring 2027"',
    "grace": 'grace = "10 min"',
    "late": 'late = { per_day = "10%", at_most = "3 days" }',
    "weight": "weight = 2",
    "questions": "questions = false",
    "texts": "texts = 5",
    "gradebook": 'gradebook = "sqlite:///gradebook.db"',
    "class": 'class = "../class"',
    "repository": 'repository = "my-class/basics-{student}"',
}


@dataclass(frozen=True)
class Table:
    """A table of the file at `path`; `names` lead to it from the top."""

    path: Path
    names: tuple[str, ...]
    values: dict[str, Any]
    lines: dict[tuple[str, ...], int]

    def where(self, *names: str) -> str:
        """The file and the line of an entry, or of the table that it would stand in."""
        wanted = (*self.names, *names)
        while wanted and wanted not in self.lines:
            wanted = wanted[:-1]
        return f"{self.path}, line {self.lines.get(wanted, 1)}"

    def refuse(self, name: str, said: str) -> NoReturn:
        """Raise UsageError about the entry `name`."""
        raise UsageError(f"{self.where(name)}: {said}")

    def wrong(self, name: str, wanted: str, example: str = "") -> NoReturn:
        """Raise UsageError: the entry is no `wanted`, with an example of a right one."""
        example = example or _EXAMPLES[name]
        self.refuse(name, f"{name} = {shown(self.values[name])} is no {wanted}; write {example}.")

    def only(self, known: Collection[str]) -> None:
        """Raise UsageError for the first entry that is not `known`."""
        for name in self.values:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
                self.refuse(name, f"nothing is called {plain(name, 80)}; {meant}")

    def text(self, name: str, default: str = "") -> str:
        """The entry `name`, which must be a text of one line."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or "\n" in value:
            self.wrong(name, "text of one line")
        return value

    def table(self, name: str) -> Table:
        """The table `name` below this one, empty where there is none."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            self.refuse(name, f"{name} = {shown(value)} is no table; begin it with [{name}].")
        return Table(self.path, (*self.names, name), value, self.lines)


def read_toml(path: Path) -> Table:
    """The file at `path`. Raises UsageError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX + 1)
    except OSError as e:
        raise UsageError(f"cannot read {path}: {e.strerror}; grader term init makes one.") from None
    if len(data) > _MAX:
        raise UsageError(f"{path} is larger than 1 MB; is it a term's file?")
    try:
        text = data.decode("utf-8-sig")
        return Table(path, (), tomllib.loads(text), _lines(text))
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: not UTF-8 text; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as e:
        raise UsageError(_no_toml(path, text, str(e))) from None
    except RecursionError:
        raise UsageError(f"{path}: values are nested too deeply.") from None


def shown(value: Any) -> str:
    """`value` as it stands in the file, as far as a line shows it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{plain(value, 80)}"'
    if isinstance(value, dict):
        return "{ " + plain(", ".join(f"{k} = {shown(v)}" for k, v in value.items()), 80) + " }"
    return plain(str(value), 80)


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Where each table and entry begins; a table also where the first one within it does."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _names(header[1])
            for length in range(1, len(table) + 1):
                found.setdefault(table[:length], number)
        elif entry := _ENTRY.match(line):
            found.setdefault((*table, *_names(entry[1])), number)
    return found


def _names(written: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in written.split("."))


def _no_toml(path: Path, text: str, error: str) -> str:
    """What to say of a file that is no TOML: the line, and how its entry is written."""
    found = _LINE.search(error)
    number = int(found[1]) if found else text.count("\n") + 1
    lines = text.splitlines()
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    entry = _ENTRY.match(line)
    place = f"{path}, line {number}"
    if entry and entry[1] in _EXAMPLES:
        written = plain(line.partition("#")[0].strip(), 80)
        return f"{place}: {written} cannot be read; write {_EXAMPLES[entry[1]]}."
    said = _LINE.sub("", error).strip()
    return f"{place}: this is no TOML ({plain(said, 120)}); grader term init shows a right one."
