"""What people decide of single students: extensions.csv, overrides.csv, rubric/*.csv of a term."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from classroom.desk.term import TermFile, TermTopic, moment_of
from classroom.report.csv import read_rows
from classroom.report.pages.rubric import STEPS
from grader.errors import UsageError
from grader.escape import plain
from grader.record import format_points

EXTENSIONS = "extensions.csv"
OVERRIDES = "overrides.csv"
RUBRIC = "rubric"
# In place of steps: the student had written nothing.
NONE = "none"
SCORE_COLUMNS = ("student", "prompt", "item", "step")
_MAX_BYTES = 4 << 20
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?")
_POINTS = re.compile(r"\d{1,6}(?:\.\d{1,4})?")
_HEADERS = {
    EXTENSIONS: ("student", "topic", "until", "reason"),
    OVERRIDES: ("student", "topic", "task", "points", "comment", "who", "when"),
}
_RIGHT = {
    EXTENSIONS: "ada,micrograd,2027-03-17,ill",
    OVERRIDES: "ada,micrograd,Value,8,talked it through,tom,2027-03-20",
}


@dataclass(frozen=True)
class Extension:
    """A later deadline for one student and topic."""

    student: str
    topic: str
    until: datetime
    reason: str


@dataclass(frozen=True)
class Override:
    """Points that people give: for a task, or for the topic where `task` is empty."""

    student: str
    topic: str
    task: str
    points: Fraction
    comment: str
    who: str
    when: str


def read_extensions(term: TermFile, students: Collection[str]) -> dict[tuple[str, str], Extension]:
    """(student, topic) -> extension. Raises UsageError with file and line; no file is none."""
    found: dict[tuple[str, str], Extension] = {}
    lines: dict[object, int] = {}
    for where, line, row in _rows(term.folder, EXTENSIONS):
        student, topic = _who(where, row, students, term.topics)
        _once(
            lines, (student, topic.id), line, where, f"{student!a} has an extension of {topic.id}"
        )
        until = moment_of(_date(row["until"]), term.zone, where, "until")
        if until <= topic.due:
            raise UsageError(
                f"{where}: until = {row['until']} is not after {topic.id} is due "
                f"({topic.due.astimezone(term.zone):%Y-%m-%d %H:%M}); write a later day."
            )
        found[student, topic.id] = Extension(student, topic.id, until, row["reason"])
    return found


def read_overrides(
    term: TermFile, students: Collection[str]
) -> dict[tuple[str, str], dict[str, Override]]:
    """(student, topic) -> task -> override. Raises UsageError with file and line."""
    found: dict[tuple[str, str], dict[str, Override]] = {}
    lines: dict[object, int] = {}
    for where, line, row in _rows(term.folder, OVERRIDES):
        student, topic = _who(where, row, students, term.topics)
        task, most = row["task"], topic.maximum + topic.texts
        if task:
            if task not in topic.topic.scored:
                tasks = ", ".join(topic.topic.scored)
                raise UsageError(
                    f"{where}: {topic.id} has no task {plain(task, 80)!r}; it has {tasks}."
                )
            most = Fraction(topic.topic.scored[task].points)
        what = f"{topic.id} {task}".strip()
        _once(
            lines, (student, topic.id, task), line, where, f"{student!a} has an override of {what}"
        )
        others = found.setdefault((student, topic.id), {})
        if others and (not task or "" in others):
            raise UsageError(
                f"{where}: {student!a} has an override of all of {topic.id} and one of a task of "
                "it, so only one of them can count; remove the other."
            )
        override = Override(
            student=student,
            topic=topic.id,
            task=task,
            points=_points(where, row["points"], what, most),
            comment=row["comment"],
            who=row["who"],
            when=row["when"],
        )
        if not override.who:
            raise UsageError(f"{where}: nobody stands under who; write who has decided it.")
        _day(where, override.when)
        others[task] = override
    return found


# (student, topic) -> prompt -> reader -> the step of each item, () where nothing was written.
Scores = dict[tuple[str, str], dict[str, dict[str, tuple[int, ...]]]]


def read_scores(term: TermFile, students: Collection[str]) -> Scores:
    """What readers say of texts, rubric/TOPIC-READER.csv. Raises UsageError with file and line."""
    found: Scores = {}
    for path in sorted((term.folder / RUBRIC).glob("*.csv")):
        name, _, reader = path.stem.partition("-")
        if name not in term.topics or not reader:
            raise UsageError(
                f"{path}: the file of a reader is called TOPIC-READER.csv, as micrograd-tom.csv, "
                f"and the term's topics are {', '.join(term.topics)}."
            )
        prompts = [prompt.id for prompt in term.topics[name].topic.sheet.prompts]
        for where, _, row in read_rows(path, "file of scores", _MAX_BYTES, _score_columns):
            student, _ = _who(where, row | {"topic": name}, students, term.topics)
            # A spreadsheet's own mark of text, which an export puts in front of some names.
            prompt = row["prompt"].removeprefix("'")
            if prompt not in prompts:
                raise UsageError(
                    f"{where}: {name} has no prompt {plain(prompt, 80)!r}; it has "
                    f"{', '.join(prompts) or 'none'}."
                )
            readers = found.setdefault((student, name), {}).setdefault(prompt, {})
            steps = readers.get(reader)
            if row["step"] == NONE and not row["item"] and steps is None:
                readers[reader] = ()
            elif row["step"] in map(str, STEPS) and row["item"] == str(len(steps or ()) + 1):
                readers[reader] = (*(steps or ()), int(row["step"]))
            else:
                raise UsageError(
                    f"{where}: item {plain(row['item'], 20)!r} with step "
                    f"{plain(row['step'], 20)!r} cannot be; items of a text are 1, 2, ... in this "
                    "order, steps 0, 1 or 2. Import the reader's sheet again."
                )
    return found


def _score_columns(where: str, cells: list[str]) -> list[str]:
    if tuple(cells) != SCORE_COLUMNS:
        raise UsageError(f"{where}: the first line is {','.join(SCORE_COLUMNS)}; import again.")
    return cells


def _rows(folder: Path, name: str) -> Iterator[tuple[str, int, dict[str, str]]]:
    path = folder / name
    if path.exists():
        yield from read_rows(path, f"file {name}", _MAX_BYTES, _columns_of(name))


def _columns_of(name: str) -> Callable[[str, list[str]], list[str]]:
    def columns(where: str, cells: list[str]) -> list[str]:
        found = [cell.lower() for cell in cells]
        needed = _HEADERS[name]
        missing = [column for column in needed if column not in found]
        if missing or len(set(found)) < len(found):
            said = f"there is no column {missing[0]}" if missing else "a column stands there twice"
            raise UsageError(
                f"{where}: {said}; the first line is {','.join(needed)} and others look like "
                f"{_RIGHT[name]}"
            )
        return found

    return columns


def _who(
    where: str, row: Mapping[str, str], students: Collection[str], topics: Mapping[str, TermTopic]
) -> tuple[str, TermTopic]:
    student, topic = row["student"], row["topic"]
    if student not in students:
        raise UsageError(
            f"{where}: {student[:80]!a} is not on the roster; write the name as it stands there."
        )
    if topic not in topics:
        raise UsageError(
            f"{where}: the term has no topic {topic[:80]!a}; it has {', '.join(topics)}."
        )
    return student, topics[topic]


def _once(lines: dict[object, int], key: object, line: int, where: str, what: str) -> None:
    if key in lines:
        raise UsageError(f"{where}: {what} in line {lines[key]} already; keep one of them.")
    lines[key] = line


def _date(text: str) -> date | _NoDate:
    """A day or a moment as TOML would have it; what shows the text where it is neither."""
    if not _MOMENT.fullmatch(text):
        return _NoDate(text)
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return _NoDate(text)


class _NoDate:
    """What is shown as it stands in the file."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return plain(self._text, 80) or "(empty)"


def _day(where: str, text: str) -> None:
    if not isinstance(_date(text), date):
        raise UsageError(f"{where}: when = {plain(text, 80)} is no date; write it as 2027-03-20.")


def _points(where: str, text: str, what: str, most: Fraction) -> Fraction:
    found = _POINTS.fullmatch(text)
    if not found:
        raise UsageError(
            f"{where}: points = {plain(text, 80) or '(empty)'} is no number of points; write 7.5, "
            "with a point."
        )
    points = Fraction(text)
    if points > most:
        raise UsageError(
            f"{where}: {text} points are more than {what} can have "
            f"({format_points(float(most))}); write at most that."
        )
    return points
