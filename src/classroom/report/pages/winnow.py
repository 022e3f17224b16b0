"""How alike two texts of code are, whatever their names, constants, comments and layout.

Winnowing (Schleimer, Wilkerson and Aiken 2003) over a stream of tokens. Code is read by its letters
alone: half a file need not be Python, and nobody's nesting costs us a stack.
"""

from __future__ import annotations

import hashlib
import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Tokens of one print, and prints of which the smallest is kept: what 14 tokens share is found.
_GRAM, _WINDOW = 9, 6
_TOKEN = re.compile(
    r"""
    (?P<text>[A-Za-z]{0,2}(?:'''.*?(?:'''|\Z)|\"\"\".*?(?:\"\"\"|\Z)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))
  | (?P<comment>\#[^\n]*)
  | (?P<name>[^\W\d]\w*)
  | (?P<number>\d[\w.]*)
  | (?P<other>[^\s\w])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Prints:
    """The prints of a text: hash -> the lines that it stands in; `whole` is the same for equals."""

    lines: Mapping[int, frozenset[int]]
    whole: str

    def __len__(self) -> int:
        return len(self.lines)


def tokens(text: str) -> list[tuple[str, int]]:
    """(token, its line): names are all one, numbers too; texts and comments are left out."""
    found, line, at = [], 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        kind, word = match.lastgroup, match[0]
        if kind == "name":
            found.append((word if keyword.iskeyword(word) else "x", line))
        elif kind == "number":
            found.append(("0", line))
        elif kind == "other":
            found.append((word, line))
    return found


def grams(text: str) -> list[tuple[int, frozenset[int]]]:
    """Every print of a text, with its lines."""
    stream = tokens(text)
    found = []
    for start in range(len(stream) - _GRAM + 1):
        part = stream[start : start + _GRAM]
        digest = hashlib.blake2b(
            " ".join(t for t, _ in part).encode(errors="replace"), digest_size=8
        ).digest()
        found.append((int.from_bytes(digest, "big"), frozenset(line for _, line in part)))
    return found


def boilerplate(texts: Iterable[str]) -> set[int]:
    """The prints of what everybody was given."""
    return {print_ for text in texts for print_, _ in grams(text)}


def prints(text: str, given: set[int]) -> Prints:
    """The prints of a text without those of what was `given`."""
    every = [one for one in grams(text) if one[0] not in given]
    kept: dict[int, frozenset[int]] = {}
    for start in range(max(1, len(every) - _WINDOW + 1)) if every else ():
        number, lines = min(every[start : start + _WINDOW], key=lambda one: one[0])
        kept[number] = kept.get(number, frozenset()) | lines
    whole = hashlib.sha256(
        " ".join(t for t, _ in tokens(text)).encode(errors="replace")
    ).hexdigest()
    return Prints(kept, whole if every else "")


def alike(one: Prints, other: Prints) -> float:
    """The share of both that stands in both, from 0 to 1; 0 where there is too little of either."""
    if min(len(one), len(other)) < _WINDOW:
        return 0.0
    return 2 * len(one.lines.keys() & other.lines.keys()) / (len(one) + len(other))


def shared_lines(one: Prints, other: Prints) -> tuple[set[int], set[int]]:
    """The lines of each that stand in both."""
    both = one.lines.keys() & other.lines.keys()
    mine = (one.lines[number] for number in both)
    theirs = (other.lines[number] for number in both)
    return set().union(*mine), set().union(*theirs)


def functions(text: str) -> dict[str, str]:
    """Name -> text of each function of a file, told by its indentation; the last one counts."""
    lines = text.split("\n")
    found = {}
    for number, line in enumerate(lines):
        match = re.match(r"(\s*)(?:async\s+)?def\s+(\w+)", line)
        if match:
            end = number + 1
            while end < len(lines) and (
                not lines[end].strip() or _indent(lines[end]) > len(match[1])
            ):
                end += 1
            found[match[2]] = "\n".join(lines[number:end])
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def independent(solution: str, others: Sequence[str], given: set[int]) -> list[float]:
    """How alike right answers are that were written apart: each other way beside our solution.

    Of both, the functions that the other way writes anew.
    """
    ours = functions(solution)
    found = []
    for text in others:
        theirs = {name: body for name, body in functions(text).items() if name in ours}
        mine = prints("\n".join(ours[name] for name in theirs), given)
        other = prints("\n".join(theirs.values()), given)
        if min(len(mine), len(other)) >= _WINDOW:
            found.append(alike(mine, other))
    return sorted(found)
