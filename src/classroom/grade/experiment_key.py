"""What we know of a topic's experiments: reference/<topic>/experiments.toml and report.toml.

A table an experiment: the right prediction, what each choice opens, other right settings, wrong
reports with what a learner must be told of them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from grader.course.experiments import REPORT, ExperimentSpec
from grader.course.manifest import Course, Topic
from grader.course.questions import read_tables
from grader.errors import CourseError
from grader.quiz.sealed import Locks, Opened

FILE = "experiments.toml"


class Right(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Settings other than the default; `goal` says whether they reach it."""

    settings: dict[str, Any]
    goal: bool = False


class WrongReport(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A report that does not hold, and a part of what a learner is told of it.

    Its numbers are those of other settings (`found_of`), or `found`, or the right ones times
    `scale`, or the first of them is the one of Measured.others called `taken`; else the right ones.
    """

    settings: dict[str, Any]
    says: str
    found_of: dict[str, Any] | None = None
    found: dict[str, float] | None = None
    scale: float = 1.0
    taken: str = ""


class ExperimentKey(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The key of one experiment: `opens` is choice -> what it opens after a run."""

    answer: str
    opens: dict[str, str]
    right: list[Right] = []
    wrong: list[WrongReport] = []

    @property
    def locks(self) -> Locks:
        """The choices as locks (see quiz.sealed)."""
        return {
            f"={key}": Opened("+" if key == self.answer else "-", text)
            for key, text in self.opens.items()
        }


def load_experiment_keys(course: Course, topic: Topic) -> dict[str, ExperimentKey]:
    """Experiment -> its key, checked against the manifest. Raises CourseError."""
    if not topic.experiments:
        return {}
    path = course.reference / topic.id / FILE
    data = read_tables(path)
    for name in sorted(data.keys() ^ topic.experiments.keys()):
        what = "is no experiment of topic.toml" if name in data else "has no table; write it"
        raise CourseError(f"{path}: {name} {what}.")
    try:
        return {name: _key(spec, data[name]) for name, spec in topic.experiments.items()}
    except msgspec.ValidationError as e:
        raise CourseError(f"{path}: {e}") from None


def reference_report(course: Course, topic: Topic) -> str:
    """The report of our own solution. Raises CourseError."""
    path = course.reference / topic.id / REPORT
    try:
        return path.read_text(encoding="utf-8")
    except OSError as e:
        raise CourseError(f"cannot read {path}: {e.strerror}") from None


def experiment_locks(course: Course, topic: Topic) -> dict[str, Locks]:
    """The locks of each prediction by the experiment's ref, which names it in sealed.json."""
    keys = load_experiment_keys(course, topic)
    return {topic.experiments[name].ref: key.locks for name, key in keys.items()}


def _key(spec: ExperimentSpec, table: Any) -> ExperimentKey:
    """A table whose choices stand beside its other keys."""
    if not isinstance(table, dict):
        raise msgspec.ValidationError(f"{spec.id} is no table")
    choices = {key: table[key] for key in spec.predict.keys if key in table}
    rest = {key: value for key, value in table.items() if key not in choices}
    try:
        key = msgspec.convert(rest | {"opens": choices}, ExperimentKey)
    except msgspec.ValidationError as e:
        raise msgspec.ValidationError(f"{spec.id}: {e}") from None
    if set(key.opens) != set(spec.predict.keys) or key.answer not in key.opens:
        keys = ", ".join(spec.predict.keys)
        raise msgspec.ValidationError(
            f"{spec.id}: `answer` and a sentence for each choice ({keys}) are needed"
        )
    return key
