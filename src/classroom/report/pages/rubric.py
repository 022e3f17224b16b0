"""Texts for people to score: names hidden, order drawn; and how far two readers agree."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classroom.report.anonymous import pseudonym
from classroom.report.csv import read_rows
from classroom.report.page import render, shown
from classroom.report.pages.site import WORDS
from classroom.report.ungraded import Ungraded
from grader.errors import UsageError
from grader.escape import csv_cell, plain
from grader.record import Record

# What an item can get: 0 is missing, 1 is there in part, 2 is there.
STEPS = (0, 1, 2)
_MAX_BYTES = 4 << 20

# (pseudonym, prompt) -> the step of each item.
Scores = dict[tuple[str, str], tuple[int, ...]]


@dataclass(frozen=True)
class WrittenText:
    """One student's text to one prompt; `name` is a pseudonym."""

    name: str
    prompt: str
    title: str
    text: str
    items: tuple[str, ...]


def written(records: Sequence[Record], topic: str, secret: bytes) -> list[WrittenText]:
    """The texts of a topic, prompt by prompt, each in an order of its own that the secret draws."""
    found = []
    for record in records:
        student = record.submission.student
        for own in record.topics:
            for prompt in own.questions.prompts if own.id == topic and own.questions else ():
                if prompt.words and prompt.rubric:
                    found.append(
                        WrittenText(
                            name=pseudonym(student, secret),
                            prompt=prompt.id,
                            title=prompt.title,
                            text=prompt.text,
                            items=tuple(prompt.rubric),
                        )
                    )

    def place(one: WrittenText) -> tuple[str, bytes]:
        drawn = f"{one.prompt} {one.name}".encode()
        return one.prompt, hmac.new(secret, drawn, hashlib.sha256).digest()

    return sorted(found, key=place)


def without_text(
    records: Sequence[Record], ungraded: Sequence[Ungraded], topic: str, prompts: Collection[str]
) -> list[tuple[str, str]]:
    """(student, prompt) of those of `prompts` to which somebody has written nothing.

    Whoever could not be graded may have written something.
    """
    lost = [o for o in ungraded if not o.topics or topic in o.topics]
    hidden = {one.student for one in lost if not one.missing}
    wrote: dict[str, set[str]] = {one.student: set() for one in lost if one.missing}
    for record in records:
        own = [each.questions for each in record.topics if each.id == topic and each.questions]
        found = {prompt.id for asked in own for prompt in asked.prompts if prompt.words}
        wrote[record.submission.student] = found
    return sorted(
        (student, prompt)
        for student, found in wrote.items()
        for prompt in prompts
        if student not in hidden and prompt not in found
    )


def shares(texts: Sequence[WrittenText], readers: int, overlap: int) -> list[list[WrittenText]]:
    """The texts of each reader: of a prompt the first `overlap` are everybody's, others one's."""
    found: list[list[WrittenText]] = [[] for _ in range(readers)]
    counted: Counter[str] = Counter()
    for one in texts:
        number = counted[one.prompt]
        counted[one.prompt] += 1
        for reader, share in enumerate(found):
            if number < overlap or number % readers == reader:
                share.append(one)
    return found


def sheet(texts: Sequence[WrittenText]) -> str:
    """A CSV file to fill in: a row a text, a column for each item of its prompt's rubric."""
    most = max((len(one.items) for one in texts), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["text", "prompt", *(f"item {n}" for n in range(1, most + 1)), "note"])
    for one in texts:
        absent = ["-"] * (most - len(one.items))
        writer.writerow([one.name, csv_cell(one.prompt), *[""] * len(one.items), *absent, ""])
    return out.getvalue()


def rubric_page(topic: str, texts: Sequence[WrittenText], generated: str) -> str:
    """The texts to read, prompt by prompt, below their rubric."""
    prompts: dict[str, list[WrittenText]] = {}
    for one in texts:
        prompts.setdefault(one.prompt, []).append(one)
    return render(
        "rubric",
        up="",
        nav=[],
        title=f"{topic}: texts to score",
        generated=generated,
        prompts=[
            (own[0], [(one.name, shown(one.text, 6000, keep_newlines=True)) for one in own])
            for own in prompts.values()
        ],
        **WORDS,
    )


def read_sheet(path: Path, known: Mapping[tuple[str, str], int]) -> Scores:
    """The scores in a sheet that somebody filled in; `known` has the items of each text.

    A row without any score is left out. Raises UsageError with file and line.
    """
    found: Scores = {}
    for where, _, row in read_rows(path, "sheet", _MAX_BYTES, _with_columns):
        key = row["text"], row["prompt"].removeprefix("'")
        if key not in known:
            raise UsageError(f"{where}: there is no text {plain(' '.join(key), 80)!a}.")
        if key in found:
            raise UsageError(f"{where}: {plain(' '.join(key), 80)!a} stands there twice.")
        items = [f"item {n}" for n in range(1, known[key] + 1)]
        _with_columns(where, [*row], items)
        cells = [row[name] for name in items]
        if not any(cells):
            continue
        if wrong := [cell for cell in cells if cell not in map(str, STEPS)]:
            raise UsageError(
                f"{where}: {plain(wrong[0], 40)!a} is no score of an item; write 0 (missing), 1 "
                "(in part) or 2 (there), or leave all of the row empty."
            )
        found[key] = tuple(map(int, cells))
    return found


def _with_columns(where: str, cells: list[str], names: Sequence[str] = ()) -> list[str]:
    if lacking := [name for name in names or ("text", "prompt", "item 1") if name not in cells]:
        raise UsageError(
            f"{where}: there is no column {lacking[0]!r}; the first line of a sheet stays as "
            "`grader rubric export` has written it."
        )
    return cells


def kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa of two readers: agreement beyond chance; None where chance says everything."""
    n = len(pairs)
    if not n:
        return None
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    seen = sum(a == b for a, b in pairs) / n
    chance = sum(first[step] * second[step] for step in STEPS) / n**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def agreement(one: Scores, other: Scores) -> Iterator[str]:
    """A line on how two readers agree, and one for each text in which they differ by two steps."""
    both = sorted(one.keys() & other.keys())
    pairs = [pair for key in both for pair in zip(one[key], other[key], strict=True)]
    if not pairs:
        yield "no text in common"
        return
    found = kappa(pairs)
    same = sum(a == b for a, b in pairs)
    said = "chance says everything" if found is None else f"kappa {found:.2f}"
    yield f"{len(both)} texts in common, {same} of {len(pairs)} items alike, {said}"
    for key in both:
        apart = [
            f"item {number}: {a} and {b}"
            for number, (a, b) in enumerate(zip(one[key], other[key], strict=True), 1)
            if abs(a - b) > 1
        ]
        if apart:
            yield f"  {' '.join(key)}: {', '.join(apart)}"
