"""Descriptions: is there one above a cell, in words of its own, about what the cell works on."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from grader.ritual.reading import Cell, Notebook, parses

# What `grader ritual` puts where a description belongs.
PLACEHOLDER = "*Describe the cell below.*"
_FENCE = re.compile(r"^\s*(```|~~~)|<(code|pre)\b", re.MULTILINE)
_SPAN = re.compile(r"`[^`\n]*`")
_WORD = re.compile(r"\w[\w'-]*")
# Descriptions that share this part of their words are copies of one another.
_SAME = 0.9
# Shorter lines of code stand in a sentence by chance.
_TELLING = 8
# Within a line of text it takes a longer piece of code to be sure.
_TELLING_INSIDE = 16
# More is not looked at: a notebook may be made to take long.
_MAX_TEXT = 4000
_MAX_LINES = 500
_CODE = (ast.Assign, ast.AugAssign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class TextVerdict:
    """What is wrong with one description: a sentence, and what to do; "" where nothing is."""

    problem: str = ""
    detail: str = ""
    next: str = ""
    missing: bool = False


def above(notebook: Notebook, cell: Cell, ours: Collection[str]) -> str:
    """The text in the Markdown cells between `cell` and the code above it, without `ours`."""
    found: list[str] = []
    for each in notebook.cells:
        if each is cell:
            break
        if each.kind == "code" and not each.blank:
            found = []
        elif each.kind == "markdown" and each.source.strip() not in ours:
            found.append(each.source)
    return "\n\n".join(found).replace(PLACEHOLDER, "").strip()[:_MAX_TEXT]


def judge_texts(
    texts: Sequence[tuple[str, str]], nouns: Sequence[Iterable[str]], code: str, min_words: int
) -> list[TextVerdict]:
    """A verdict for each (name, description) of `texts`, on what it has to name one of `nouns`.

    `code` is all code of the notebook: whoever pastes a line of it has described nothing.
    """
    squeezed = [_squeezed(line) for line in code.split("\n")]
    lines = set([line for line in squeezed if len(line) >= _TELLING][:_MAX_LINES])
    verdicts = []
    for at, ((_name, text), wanted) in enumerate(zip(texts, nouns, strict=True)):
        earlier = [(name, other) for name, other in texts[:at] if other]
        verdicts.append(_judge(text, list(wanted), lines, earlier, min_words))
    return verdicts


def words(text: str) -> list[str]:
    """The words of a description, small; what stands in `backticks` is code and none."""
    return [word.casefold() for word in _WORD.findall(_SPAN.sub(" ", text))]


def _judge(
    text: str,
    nouns: list[str],
    lines: Collection[str],
    earlier: Sequence[tuple[str, str]],
    min_words: int,
) -> TextVerdict:
    if not text:
        return TextVerdict("there is no description above the cell", missing=True)
    said = words(text)
    pasted = _pasted(text, lines)
    if pasted:
        return TextVerdict(
            "the description holds code",
            pasted,
            "say it as to somebody who cannot program; a name in `backticks` is fine",
        )
    for name, other in earlier:
        if _alike(said, words(other)):
            return TextVerdict(
                f"the description is a copy of that of {name}",
                "",
                "say what this cell does that the other does not",
            )
    if len(said) < min_words:
        return TextVerdict(
            f"the description has {len(said)} words, at least {min_words} are needed",
            "",
            "say what goes in, what happens to it, and what is there afterwards",
        )
    if not any(word.startswith(noun) for word in _all_words(text) for noun in nouns):
        return TextVerdict(
            "the description does not name what the cell works on",
            f"one of these words is looked for: {', '.join(nouns)}",
            "name the thing that the cell makes or changes",
        )
    return TextVerdict()


def _all_words(text: str) -> list[str]:
    """Every word, also in backticks; parts of a compound count by themselves too."""
    found = [word.casefold() for word in _WORD.findall(text)]
    return found + [part for word in found for part in re.split(r"[-_']", word)]


def _pasted(text: str, lines: Collection[str]) -> str:
    """What in `text` is code, "" if nothing is."""
    if _FENCE.search(text):
        return "there is a block of code"
    whole = _squeezed(_SPAN.sub(" ", text))
    for line in lines:
        if len(line) >= _TELLING_INSIDE and line in whole:
            return f"this is code of the notebook: {line[:80]}"
    for line in text.split("\n"):
        bare = line.strip()
        if _squeezed(bare) in lines:
            return f"this line is code of the notebook: {bare[:80]}"
        if _is_code(bare):
            return f"this line is code: {bare[:80]}"
    return ""


def _is_code(line: str) -> bool:
    """Whether one line is a statement: an assignment, an import, a call."""
    if not line or not (parses(line) or parses(line + " pass")):
        return False
    try:
        body = ast.parse(line if parses(line) else line + " pass").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    calls = [n for n in body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)]
    return bool(calls) or any(isinstance(node, _CODE) for node in body)


def _alike(one: list[str], other: list[str]) -> bool:
    """Whether two lists hold nearly the same words."""
    shared = (Counter(one) & Counter(other)).total()
    return bool(one) and shared >= _SAME * max(len(one), len(other))


def _squeezed(line: str) -> str:
    return "".join(line.split())
