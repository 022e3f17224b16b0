"""How alike two texts of code are, whatever their names, constants, comments and layout.

Winnowing (Schleimer, Wilkerson and Aiken 2003) over a stream of tokens. Code is read by its letters
alone: half a file need not be Python, and nobody's nesting costs us a stack.
"""

from __future__ import annotations

import hashlib
import itertools
import keyword
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

# Tokens of one print, and prints of which the smallest is kept: what 14 tokens share is found.
_GRAM, _WINDOW = 9, 6
# A function with fewer prints of its own is one formula, which many write.
_LEAST = 3
# A pair stands out so many standard deviations above those of its class (benchmarks/similar.py).
FAR = 4.0
# Of fewer students nobody knows what is rare.
_CLASS = 12
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


def outermost(text: str) -> dict[str, str]:
    """Name -> text of each function that stands in no other, a method by its class.

    Each line is looked at once: what is nested a thousand deep costs no more than it has letters.
    """
    lines = text.split("\n")
    found, number, owner = {}, 0, ""
    while number < len(lines):
        start = number
        match = re.match(r"(\s*)(?:async\s+)?(def|class)\s+(\w+)", lines[number])
        number += 1
        if match and match[2] == "class":
            owner = f"{match[3]}."
        elif match:
            while number < len(lines) and (
                not lines[number].strip() or _indent(lines[number]) > len(match[1])
            ):
                number += 1
            found[f"{owner if match[1] else ''}{match[3]}"] = "\n".join(lines[start:number])
    return found


class Rarity:
    """How many of a class write each function the same, but for names, numbers and layout.

    Two who share half of a file share ways that few others have: `score` is the logarithm of how
    much more likely what they share is, if each function was copied with the chance of one half.
    """

    def __init__(self, class_: Mapping[str, str], given: set[int]) -> None:
        self._given = given
        self.ways = {student: self.ways_of(text) for student, text in class_.items()}
        self._counts = Counter(way for own in self.ways.values() for way in own.items())

    def ways_of(self, text: str) -> dict[str, int]:
        """Function -> a hash of how it is written, of those with enough that was not given."""
        found = {}
        for name, body in outermost(text).items():
            own = [number for number, _ in grams(body) if number not in self._given]
            if len(own) >= _LEAST:
                found[name] = hash(tuple(token for token, _ in tokens(body)))
        return found

    def score(self, one: Mapping[str, int], other: Mapping[str, int]) -> float:
        """How much more two share than chance explains."""
        return sum(
            math.log(0.5 * self._share(name, way) + 0.5) if other[name] == way else math.log(0.5)
            for name, way in one.items()
            if name in other
        )

    def shared(self, one: str, other: str) -> list[tuple[str, int]]:
        """The functions that two students write the same, with how many do: the rarest first."""
        ways = self.ways[one].items() & self.ways[other].items()
        return sorted(((way[0], self._counts[way]) for way in ways), key=lambda w: (w[1], w[0]))

    def _share(self, name: str, way: int) -> float:
        return len(self.ways) / max(1, self._counts[name, way])

    def apart(self, known: Collection[tuple[str, str]] = ()) -> tuple[float, list[tuple[str, str]]]:
        """From which score on a pair stands out of its class, and the pairs that do, but `known`.

        Those highest first; none in a class that is too small to say.
        """
        pairs = [p for p in itertools.combinations(sorted(self.ways), 2) if p not in known]
        scores = {pair: self.score(*(self.ways[student] for student in pair)) for pair in pairs}
        if len(self.ways) < _CLASS or not scores:
            return math.inf, []
        bound = fmean(scores.values()) + FAR * pstdev(scores.values())
        found = [pair for pair, score in scores.items() if score > max(bound, 0)]
        return max(bound, 0), sorted(found, key=lambda pair: (-scores[pair], pair))


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
