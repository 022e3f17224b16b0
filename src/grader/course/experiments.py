"""What topic.toml says of experiments: what is asked, what may be set, what is to be found.

A learner predicts, runs and reports; see grader.experiments for what happens then.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import msgspec

from grader.course.questions import Choice
from grader.course.tasks import PartSpec, TaskSpec
from grader.escape import plain

FILE = "experiments.py"
REPORT = "report.toml"
NUMBERS, GOAL = "The numbers hold", "The goal"
# Of a list of numbers; each one costs the re-run some time.
MOST_NUMBERS = 16
_LARGEST = 10**300

Value = float | int | str | tuple[float, ...]
_ID = re.compile(r"[a-z][a-z0-9_]*")
_REF = re.compile(r"[A-Z][A-Z0-9]*-L[1-9][0-9]*")
_KEY = re.compile(r"[A-Z]")
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?|[-+]?(inf|nan)")


class RefusedSetting(Exception):
    """A value that a setting does not take. Its text is one sentence."""


class Prediction(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a learner predicts before the first run: one of the choices."""

    text: str
    choices: list[Choice]

    @property
    def keys(self) -> list[str]:
        """The keys of the choices."""
        return [choice.key for choice in self.choices]


class Setting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Something that a learner sets, with its range; `floats` is a list of numbers."""

    name: str
    kind: Literal["float", "int", "choice", "floats"]
    default: Any
    says: str
    low: float | None = None
    high: float | None = None
    choices: list[str] = []

    @property
    def range(self) -> str:
        """What it takes, in words."""
        if self.kind == "choice":
            return f"one of {', '.join(self.choices)}"
        lies = f"from {self.low:g} to {self.high:g}"
        if self.kind == "floats":
            return f"at most {MOST_NUMBERS} numbers {lies}"
        return f"a whole number {lies}" if self.kind == "int" else f"a number {lies}"

    def read(self, raw: Any) -> Value:
        """A value from report.toml, or from the text of --set. Raises RefusedSetting."""
        if self.kind == "choice":
            if isinstance(raw, str) and raw.strip() in self.choices:
                return raw.strip()
            raise self._refused(raw)
        if self.kind == "floats":
            many = raw.strip().strip("[]").split(",") if isinstance(raw, str) else raw
            if not isinstance(many, list | tuple) or not 1 <= len(many) <= MOST_NUMBERS:
                raise self._refused(raw)
            return tuple(self._number(one) for one in many)
        value = self._number(raw)
        if self.kind == "int" and value != int(value):
            raise self._refused(raw)
        return int(value) if self.kind == "int" else value

    def _number(self, raw: Any) -> float:
        value = number(raw)
        assert self.low is not None
        assert self.high is not None
        if value is None or not self.low <= value <= self.high:
            raise self._refused(raw)
        return value

    def _refused(self, raw: Any) -> RefusedSetting:
        return RefusedSetting(f"{self.name} is {plain(str(raw), 60)}; it takes {self.range}")


class FoundSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A number to report; `tolerance` is absolute."""

    name: str
    says: str
    tolerance: float

    def shown(self, value: float) -> str:
        """The number for a report: with one digit more than the tolerance has."""
        if not math.isfinite(value):
            return str(value)
        return f"{value:.{max(1, 1 - math.floor(math.log10(self.tolerance)))}f}"


class ExperimentSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One experiment. `goal` is "" where there is none; `goal_points` are a part of `points`."""

    id: str
    ref: str
    title: str
    points: int
    minutes: int
    difficulty: int
    hints: Annotated[tuple[str, ...], msgspec.Meta(min_length=2, max_length=3)]
    question: str
    predict: Prediction
    settings: list[Setting]
    found: list[FoundSpec]
    requires: list[str] = []
    goal: str = ""
    goal_points: int = 0

    @property
    def task(self) -> TaskSpec:
        """The experiment as the record and the points see it."""
        parts = [
            PartSpec(name=NUMBERS, points=self.points - self.goal_points),
            PartSpec(name=GOAL, points=self.goal_points),
        ]
        return TaskSpec(
            id=self.id,
            ref=self.ref,
            title=self.title,
            points=self.points,
            hints=self.hints,
            minutes=self.minutes,
            difficulty=self.difficulty,
            requires=self.requires,
            parts=parts if self.goal else [],
        )

    @property
    def defaults(self) -> dict[str, Value]:
        """The settings as report.toml has them first."""
        return {each.name: each.read(each.default) for each in self.settings}

    def read(self, raw: dict[str, Any]) -> dict[str, Value]:
        """All settings, those that are missing at their defaults. Raises RefusedSetting."""
        known = {each.name: each for each in self.settings}
        for name in raw:
            if name not in known:
                raise RefusedSetting(
                    f"there is no setting '{plain(str(name), 40)}'; the settings are "
                    f"{', '.join(known)}"
                )
        return {name: each.read(raw.get(name, each.default)) for name, each in known.items()}


def number(raw: Any) -> float | None:
    """A number of TOML or one written as text, None for anything else."""
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        return float(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    # A whole number may have more digits than a float can hold.
    return float(raw) if isinstance(raw, float) or abs(raw) < _LARGEST else None


def shown(value: Value) -> str:
    """A value of a setting as report.toml and --set have it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(shown, value))}]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def experiment_problems(experiments: Sequence[ExperimentSpec], tasks: Sequence[str]) -> list[str]:
    """What is wrong with the experiments of a topic, a sentence each."""
    problems = []
    for key in ("id", "ref"):
        names = [getattr(each, key) for each in experiments]
        problems += [f"experiment '{n}' is there twice." for n in {*names} if names.count(n) > 1]
    for each in experiments:
        problems += [f"experiment '{each.id}': {said}" for said in _problems(each, tasks)]
    return problems


def _problems(one: ExperimentSpec, tasks: Sequence[str]) -> Iterator[str]:
    if not _ID.fullmatch(one.id) or one.id in tasks:
        yield "the id is a function's name in small letters, and no task's."
    if not _REF.fullmatch(one.ref):
        yield f"the ref '{one.ref}' is not like M2-L1."
    if not 0 <= one.goal_points < one.points or bool(one.goal) != bool(one.goal_points):
        yield "a goal has goal_points, at least 1 and less than points; without one both go."
    if one.goal and not {*re.findall(r"\w+", one.goal)} & {each.name for each in one.found}:
        # What is printed beside it has these names.
        yield "the goal says none of the numbers of `found` by its name, as in 'end below 2.5'."
    if one.minutes < 1 or not 1 <= one.difficulty <= 3:
        yield "minutes are 1 or more, difficulty is 1, 2 or 3."
    for other in one.requires:
        if other not in tasks:
            yield f"it requires '{other}', which is no task."
    texts = [*one.hints, one.question, one.title, one.predict.text]
    texts += [choice.text for choice in one.predict.choices]
    texts += [each.says for each in one.settings] + [each.says for each in one.found]
    if not all(text.strip() for text in texts):
        yield "a text is empty; write hints, title, question, and what each choice and name says."
    keys = one.predict.keys
    if len(keys) < 2 or len({*keys}) < len(keys) or not all(map(_KEY.fullmatch, keys)):
        yield "a prediction has two choices or more, with keys A, B and so on."
    for what, many in (("settings", one.settings), ("found", one.found)):
        names = [each.name for each in many]
        if not names or len({*names}) < len(names) or not all(map(_ID.fullmatch, names)):
            yield f"`{what}` has one entry or more, each with a name of its own in small letters."
    for found in one.found:
        if not 0 < found.tolerance < math.inf:
            yield f"the tolerance of '{found.name}' is a number above 0."
    for setting in one.settings:
        yield from _setting_problems(setting)


def _setting_problems(setting: Setting) -> Iterator[str]:
    if setting.kind == "choice":
        if len(setting.choices) < 2:
            yield f"setting '{setting.name}' needs two choices or more."
            return
    elif setting.low is None or setting.high is None or not setting.low < setting.high:
        yield f"setting '{setting.name}' needs low and high."
        return
    try:
        setting.read(setting.default)
    except RefusedSetting as e:
        yield f"the default is refused: {e}."
