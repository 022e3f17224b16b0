"""The manifest questions.toml: what a topic asks beside its tasks. It holds no answers.

Types of a part: mc (one choice), multi (several), num, shape, order, match, tf_reason (true or
false, and why), plot (one choice, about a figure).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from grader.errors import CourseError

MANIFEST = "questions.toml"
ANSWERS = "answers.toml"
EXPLANATIONS = "explanations.md"
# Written by pytest: what was answered before anything was said of it.
FIRSTS = "first_answers.toml"

Kind = Literal["mc", "multi", "num", "shape", "order", "match", "tf_reason", "plot"]
Feedback = Literal["immediate", "after-deadline"]
Counts = Literal["first", "last"]
MAX_DIGITS = 6

_QUESTION_ID = re.compile(r"[A-Z][A-Z0-9]*-Q[0-9]+")
_PROMPT_ID = re.compile(r"[A-Z][A-Z0-9]*-X[0-9]+")
_PART_KEY = re.compile(r"[a-z]")
_CHOICE_KEY = re.compile(r"[A-Z]")
_LEFT_KEY = re.compile(r"[1-9][0-9]?")
_T = TypeVar("_T", bound=msgspec.Struct)


class Choice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A choice (A, B, ...), or an item on the left of a match (1, 2, ...)."""

    key: str
    text: str


class Part(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One thing to answer. `key` is "" where the question has one part.

    `digits` are the significant digits asked of a number, None for a whole number; `length` that
    of a list of numbers.
    """

    type: Kind
    key: str = ""
    text: str = ""
    digits: int | None = None
    length: int | None = None
    choices: list[Choice] = []
    left: list[Choice] = []

    @property
    def keys(self) -> list[str]:
        """The keys of the choices."""
        return [choice.key for choice in self.choices]

    @property
    def number(self) -> str:
        """What kind of number is asked for: "number to 3 significant digits", or of a whole one."""
        numbers = "number" if self.length is None else "numbers"
        if self.digits is None:
            return f"whole {numbers}"
        return f"{numbers} to {self.digits} significant digit{'' if self.digits == 1 else 's'}"


class Question(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One question. `plan` are the lines of the study plan that it answers."""

    id: str
    points: int
    stem: str
    parts: list[Part]
    plan: list[str] = []
    book: str = ""
    video: str = ""
    figure: str = ""
    alt: str = ""

    @property
    def named_parts(self) -> list[tuple[str, Part]]:
        """Every part with the name that it has everywhere: M4-Q3, or M4-Q3.a."""
        return [(f"{self.id}.{part.key}" if part.key else self.id, part) for part in self.parts]


class Prompt(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A text to write, which people score."""

    id: str
    title: str
    text: str
    min_words: int
    plan: list[str] = []


@dataclass(frozen=True)
class Sheet:
    """All that one topic asks."""

    questions: tuple[Question, ...] = ()
    prompts: tuple[Prompt, ...] = ()

    @property
    def named_parts(self) -> dict[str, Part]:
        """The name of every part -> the part, in the manifest's order."""
        return {name: part for question in self.questions for name, part in question.named_parts}


def load_sheet(folder: Path) -> Sheet:
    """What the topic in `folder` asks; nothing where it has no questions.toml.

    Raises CourseError, one sentence, for anything that is not as it should be.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return Sheet()
    data = read_toml(path, {"questions", "prompts"})
    questions = [each(path, q, Question) for q in data.get("questions", [])]
    prompts = [each(path, p, Prompt) for p in data.get("prompts", [])]
    for problem in _problems(questions, prompts):
        raise CourseError(f"{path}: {problem}")
    return Sheet(tuple(questions), tuple(prompts))


def read_tables(path: Path) -> dict[str, Any]:
    """What stands in a file of the course, as TOML. Raises CourseError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise CourseError(f"cannot read {path}: {e.strerror}") from None
    except ValueError as e:
        raise CourseError(f"{path}: {e}") from None
    except RecursionError:
        raise CourseError(f"{path}: values are nested too deeply.") from None


def read_toml(path: Path, known: set[str]) -> dict[str, Any]:
    """A manifest whose top level holds arrays of tables called `known`. Raises CourseError."""
    data = read_tables(path)
    for name, value in data.items():
        if name not in known or not isinstance(value, list):
            raise CourseError(
                f"{path}: '{name}' is not expected; write [[{']] or [['.join(sorted(known))}]]."
            )
    return data


def each(path: Path, table: Any, kind: type[_T]) -> _T:
    """One entry of a manifest as a `kind`; an error names the entry by its id."""
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as e:
        name = table.get("id", "without id") if isinstance(table, dict) else "that is no table"
        what = str(e).replace(" - at `$.", ", in `").replace(" - at `$`", "")
        raise CourseError(f"{path}: {kind.__name__.lstrip('_').lower()} {name}: {what}.") from None


def _problems(questions: list[Question], prompts: list[Prompt]) -> Iterator[str]:
    ids = [*(question.id for question in questions), *(prompt.id for prompt in prompts)]
    for name in {name for name in ids if ids.count(name) > 1}:
        yield f"{name} is there twice; give one of them another id."
    for question in questions:
        for problem in _question_problems(question):
            yield f"question {question.id}: {problem}"
    for prompt in prompts:
        if not _PROMPT_ID.fullmatch(prompt.id):
            yield f"prompt '{prompt.id}': the id is not like M4-X1; change it."
        if not prompt.text.strip() or not prompt.title.strip() or prompt.min_words < 1:
            yield f"prompt {prompt.id}: title, text and min_words (at least 1) are needed."


def _question_problems(question: Question) -> Iterator[str]:
    if not _QUESTION_ID.fullmatch(question.id):
        yield "the id is not like M4-Q1; change it."
    if question.points < 1:
        yield f"it has {question.points} points; give it at least 1."
    if not question.stem.strip():
        yield "the stem is empty; write what is asked."
    if not question.parts:
        yield "it has no part; add [[questions.parts]] with a type."
    if bool(question.figure) != bool(question.alt.strip()):
        yield "a figure and its alt text come together; give both."
    keys = [part.key for part in question.parts]
    if len(keys) == 1 and keys[0]:
        yield f"the only part has the key '{keys[0]}'; take it away."
    if len(keys) > 1 and (len({*keys}) < len(keys) or not all(map(_PART_KEY.fullmatch, keys))):
        yield "its parts need keys a, b, c, each another."
    for name, part in question.named_parts:
        if len(keys) > 1 and not part.text.strip():
            yield f"part {name} needs a text, since there are several parts."
        if part.type == "plot" and not question.figure:
            yield f"part {name} is about a plot; name its figure."
        for problem in _part_problems(part):
            yield f"part {name} ({part.type}): {problem}"


def _part_problems(part: Part) -> Iterator[str]:
    chosen = part.type not in ("num", "shape")
    if chosen and len(part.choices) < 2:
        yield "at least 2 choices are needed."
    if not chosen and part.choices:
        yield "it takes no choices; remove them."
    if (part.type == "match") != (len(part.left) >= 2):
        yield "`left` belongs to a match, with at least 2 items."
    if part.type != "num" and (part.digits is not None or part.length is not None):
        yield "`digits` and `length` belong to type num; remove them."
    if part.digits is not None and not 1 <= part.digits <= MAX_DIGITS:
        yield f"digits = {part.digits}; give 1 to {MAX_DIGITS}, or leave it out for whole numbers."
    if part.length is not None and not 2 <= part.length <= 12:
        yield f"length = {part.length}; give 2 to 12, or leave it out for one number."
    for what, items, form in (
        ("choices", part.choices, _CHOICE_KEY),
        ("left", part.left, _LEFT_KEY),
    ):
        keys = [item.key for item in items]
        if len({*keys}) < len(keys) or not all(map(form.fullmatch, keys)):
            yield f"the keys of `{what}` are not single and of the form {form.pattern}."
        if not all(item.text.strip() for item in items):
            yield f"an item of `{what}` has no text; write one."
