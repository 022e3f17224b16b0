"""Descriptions: is there one above a cell, in words of its own, about what the cell works on."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from grader.ritual.canonical import parsed
from grader.ritual.filler import Runs, TextVerdict, filler, runs_of
from grader.ritual.reading import Cell, Notebook, parses
from grader.ritual.speech import is_speech, knows, small

# What `grader ritual` puts where a description belongs.
PLACEHOLDER = "*Describe the cell below.*"
# The id of a copy's first cell, whose text differs between versions of the course.
_INTRODUCTION = re.compile(r"ritual-r[1-4]\Z")
_FENCE = re.compile(r"^\s*(```|~~~)|<(code|pre)\b", re.MULTILINE)
_SPAN = re.compile(r"`[^`\n]*`")
_WORD = re.compile(r"\w[\w'-]*")
# Languages that put no space between words; two of their letters count as a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LETTERS_A_WORD = 2
# Descriptions that share this part of their words are copies of one another.
_SAME = 0.9
# Shorter lines of code stand in a sentence by chance.
_TELLING = 8
# Within a line of text it takes a longer piece of code to be sure.
_TELLING_INSIDE = 16
# More is not looked at: a notebook may be made to take long.
_MAX_TEXT = 4000
_MAX_LINES = 500
# Names of code that any sentence may hold.
_COMMON = small("en") | {"name", "add", "get", "set", "more", "list"}
_LEAST_NAME = 3
# A text that names so much of a cell is about it, whether or not it is a whole sentence.
_PLENTY = 3
_CODE = (ast.Assign, ast.AugAssign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
# Of the texts that tell where they belong, the share that has to belong to the next cell.
_SHIFTED = 0.6
_LEAST_SHIFTED = 4
# So many texts may name nothing of their cells, or half of all.
_FEW = 2
_SILENT = "the description names nothing of its cell"


@dataclass(frozen=True)
class Described:
    """A cell with its text, and what the text may name: listed nouns, variables, words of code.

    `elsewhere` says where a text stands that may be meant, if none is above the cell.
    """

    name: str
    text: str
    nouns: Sequence[str]
    code: str
    checked: Sequence[str] = ()
    elsewhere: str = ""

    @cached_property
    def own(self) -> set[str]:
        """The names and words of its code, and its checked variables."""
        return {*(part for name in self.checked for part in _parts(name)), *code_words(self.code)}

    @cached_property
    def said(self) -> set[str]:
        """Every word of its text."""
        return set(_all_words(self.text))

    def named(self, said: Collection[str]) -> set[str]:
        """What of the cell the words `said` name."""
        found = {noun for noun in self.nouns if any(word.startswith(noun) for word in said)}
        return found | {word for word in self.own if any(_akin(each, word) for each in said)}


def above(notebook: Notebook, cell: Cell, ours: Collection[str]) -> str:
    """The text above `cell` in Markdown cells, without `ours`, and without one that is meant below.

    An empty cell of the copy stands directly above its code. A text above such a cell is meant for
    the code above it where that has no text of its own.
    """
    return _texts(notebook, ours).get(cell.number, ("", ""))[0]


def elsewhere(notebook: Notebook, cell: Cell, ours: Collection[str], original: str) -> str:
    """Where a text stands that is meant for `cell` though not above it: a clause; "" if nowhere."""
    code = "\n".join(line.lstrip().lstrip("#") for line in _comments(cell.source, original))
    if count(code) > _PLENTY:
        return "stands in the code as a comment (#)"
    if _texts(notebook, ours).get(cell.number, ("", ""))[1]:
        return "stands below the cell"
    for each in reversed(notebook.cells[: notebook.cells.index(cell)]):
        if each.kind == "code" and not each.blank:
            break
        if each.kind == "raw" and each.source.strip():
            return f"stands in raw cell {each.number}"
    return ""


def _texts(notebook: Notebook, ours: Collection[str]) -> dict[int, tuple[str, str]]:
    """Number of a code cell -> the text above it, and that below it which is meant for it."""
    found: dict[int, tuple[str, str]] = {}
    between: list[Cell] = []
    last: Cell | None = None
    for each in notebook.cells:
        if each.kind == "markdown":
            between.append(each)
        if each.kind != "code" or each.blank:
            continue
        places = [i for i, c in enumerate(between) if c.source.strip() == PLACEHOLDER]
        if places and last is not None and not found[last.number][0]:
            found[last.number] = ("", _joined(between[: places[-1]], ours))
            between = between[places[-1] :]
        found[each.number] = (_joined(between, ours), "")
        between, last = [], each
    if last is not None and not found[last.number][0]:
        found[last.number] = ("", _joined(between, ours))
    return found


def _joined(cells: Sequence[Cell], ours: Collection[str]) -> str:
    kept = [
        cell.source
        for cell in cells
        if cell.source.strip() not in ours and not _INTRODUCTION.match(cell.id)
    ]
    return "\n\n".join(kept).replace(PLACEHOLDER, "").strip()[:_MAX_TEXT]


def _comments(source: str, original: str) -> list[str]:
    """The comment lines that the original has not."""
    lines = [line for line in source.split("\n") if line.lstrip().startswith("#")]
    return [line for line in lines if line not in original]


def judge_texts(
    texts: Sequence[Described], code: str, min_words: int, given: Collection[str] = ()
) -> list[TextVerdict]:
    """A verdict for each of `texts`, which are those of a notebook in its order.

    `code` is all code of the notebook, `given` its own texts: whoever pastes a line of either has
    described nothing.
    """
    squeezed = [_squeezed(line) for line in code.split("\n")]
    lines = set([line for line in squeezed if len(line) >= _TELLING][:_MAX_LINES])
    read = [runs_of(words(text)) for text in given]
    verdicts = []
    for at, each in enumerate(texts):
        earlier = [other for other in texts[:at] if other.text]
        verdicts.append(_judge(each, lines, read, earlier, min_words))
    return _together(texts, verdicts)


def words(text: str) -> list[str]:
    """The words of a description, small; what stands in `backticks` is code and none."""
    return [word.casefold() for word in _WORD.findall(_SPAN.sub(" ", text))]


def count(text: str) -> int:
    """How many words; of a language without spaces, by its letters."""
    bare = _SPAN.sub(" ", text)
    letters = len(_UNSPACED.findall(bare))
    spaced = len(_WORD.findall(_UNSPACED.sub(" ", bare)))
    return spaced + -(-letters // _LETTERS_A_WORD)


def code_words(code: str) -> set[str]:
    """The names in some code, and the words of its texts: what a sentence about it may take up."""
    found = set[str]()
    for statement in parsed(code):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                found |= _parts(node.id)
            elif isinstance(node, ast.Attribute):
                found |= _parts(node.attr)
            elif isinstance(node, ast.keyword) and node.arg:
                found |= _parts(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {part for word in _WORD.findall(node.value) for part in _parts(word)}
    return found


def _parts(name: str) -> set[str]:
    """first_loss -> first_loss, first, loss; what any sentence may hold is left out."""
    parts = {name, *re.split(r"[_\W]+", name), *re.findall(r"[A-Z]?[a-z]+", name)}
    small = {part.casefold() for part in parts}
    return {part for part in small - _COMMON if len(part) >= _LEAST_NAME or part == name.casefold()}


def _akin(said: str, word: str) -> bool:
    """Whether a word of a text is one of the code: the same, or begins with it."""
    if said == word:
        return word not in _COMMON and len(word) > 1
    return len(word) > _LEAST_NAME and said.startswith(word)


def _judge(
    each: Described,
    lines: Collection[str],
    given: Sequence[Runs],
    earlier: Sequence[Described],
    min_words: int,
) -> TextVerdict:
    text = each.text
    if not text and each.elsewhere:
        return TextVerdict(
            f"the description of {each.name} {each.elsewhere}",
            "one is looked for in a text cell (Markdown) above the code",
            "move it into the text cell above",
        )
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
    if (empty := filler(text, said, each.own, given)) is not None:
        # Said at once: the next text would be too short else.
        needed = f"{empty.next}, in at least {min_words} words"
        return replace(empty, next=needed) if count(text) < min_words else empty
    for other in earlier:
        if _alike(said, words(other.text)):
            return TextVerdict(
                f"the description is a copy of that of {other.name}",
                "",
                "say what this cell does that the other does not",
            )
    long = count(text)
    if long < min_words:
        has = f"{long} word{'' if long == 1 else 's'}"
        if _UNSPACED.search(text):
            has += f" (every {_LETTERS_A_WORD} letters count as one)"
        return TextVerdict(
            f"the description has {has}, at least {min_words} are needed",
            "",
            "say what goes in, what happens to it, and what is there afterwards",
        )
    return _about(each)


def _about(each: Described) -> TextVerdict:
    """Whether a text that is long enough is about its cell."""
    named, said = each.named(each.said), words(each.text)
    if len(named) >= _PLENTY:
        return TextVerdict()
    if not is_speech(said):
        return TextVerdict(
            "the description is a row of words and no sentence",
            "words that hold a sentence together (the, of, is, each ...) are missing",
            "say in whole sentences what the cell does",
        )
    if named or not knows(said, "en"):
        return TextVerdict()
    return TextVerdict(
        _SILENT,
        f"a variable, a word of its code, or one like {', '.join(each.nouns[:4])}",
        "name the thing that the cell makes or changes",
    )


def _together(texts: Sequence[Described], verdicts: list[TextVerdict]) -> list[TextVerdict]:
    """The verdicts, with what only all texts together tell.

    A text that names nothing of its cell may describe it all the same, in other words; but not most
    texts of a notebook.
    """
    told = [at for at, each in enumerate(texts) if each.text]
    silent = [at for at in told if verdicts[at].problem == _SILENT]
    fits = _Fits(texts)
    shift, moved = fits.shift()
    if shift:
        low = shift > 0
        for at in dict.fromkeys([*moved, *silent]):
            if 0 <= at + shift < len(texts) and verdicts[at].problem in ("", _SILENT):
                name, where = texts[at + shift].name, "below" if low else "above"
                verdicts[at] = TextVerdict(
                    f"the descriptions are off by one cell: this one fits {name}, the cell {where}",
                    f"so do {len(moved)} of {len(told)}",
                    f"a description stands above its own cell: move them {'down' if low else 'up'}",
                )
        return verdicts
    for at in told:
        if verdicts[at].problem in ("", _SILENT) and (there := fits.stray(at)) is not None:
            verdicts[at] = _of_another(texts[there].name, fits.words(at, there))
    silent = [at for at in silent if verdicts[at].problem == _SILENT]
    if len(silent) <= max(_FEW, len(told) // 2):
        for at in silent:
            verdicts[at] = TextVerdict(unnamed=True)
    return verdicts


def _of_another(name: str, named: Collection[str]) -> TextVerdict:
    return TextVerdict(
        f"the description is about another cell: it fits {name}",
        f"it names {', '.join(sorted(named)[:4])}, and nothing of this cell",
        "say what this cell works on",
    )


class _Fits:
    """How well each text fits each cell: by the words of the cell in it, rare ones more."""

    def __init__(self, texts: Sequence[Described]) -> None:
        self.texts = texts
        self._lists = [{*code_words(each.code), *each.nouns} for each in texts]
        self._known: dict[tuple[int, int], set[str]] = {}
        self._spread = Counter(word for each in self._lists for word in each)

    def words(self, at: int, cell: int) -> set[str]:
        """The words of `cell` that the text at `at` names."""
        if (at, cell) not in self._known:
            named = self.texts[cell].named(self.texts[at].said)
            self._known[at, cell] = named & self._lists[cell]
        return self._known[at, cell]

    def of(self, at: int, cell: int) -> float:
        """How well the text at `at` fits `cell`; 0 where it names nothing of it."""
        return sum(1 / self._spread[word] ** 2 for word in self.words(at, cell))

    def shift(self) -> tuple[int, list[int]]:
        """1 if the texts fit the cells below their own better, -1 those above; and which do."""
        found = {step: self._moved(step) for step in (1, -1)}
        likely = max(found, key=lambda step: sum(self.of(at, at + step) for at in found[step]))
        return (likely, found[likely]) if found[likely] else (0, [])

    def _moved(self, step: int) -> list[int]:
        """The texts that fit the cell `step` below better; none if that is too few of them."""
        there = range(len(self.texts))
        near = [at for at in there if self.texts[at].text and at + step in there]
        moved = [at for at in near if self.of(at, at + step) > self.of(at, at)]
        decided = [at for at in near if self.of(at, at + step) != self.of(at, at)]
        return moved if len(moved) >= max(_LEAST_SHIFTED, _SHIFTED * len(decided)) else []

    def stray(self, at: int) -> int | None:
        """The cell that a text is about which names nothing of its own; None if there is none."""
        if self.words(at, at):
            return None
        found = {cell: len(self.words(at, cell)) for cell in range(len(self.texts))}
        best = max(found, key=lambda cell: (found[cell], self.of(at, cell)))
        return best if found[best] >= _PLENTY else None


def _all_words(text: str) -> list[str]:
    """Every word, also in backticks; parts of a compound count by themselves too."""
    found = [word.casefold() for word in _WORD.findall(text)]
    return found + [part for word in found for part in re.split(r"[-_']", word) if part]


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
