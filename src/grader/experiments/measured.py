"""How a topic says what an experiment measures: its experiments.py, which learners have too.

    @experiment("learning_rate", deadline=20.0)
    def learning_rate(student, settings, size):
        \"\"\"the loss on the dev part at one learning rate\"\"\"
        losses = student.of("train").run(driver, settings["rate"], 1000)
        return Measured(found={"dev": losses[-1]}, goal=losses[-1] < 2.45)

`student` is that of a milestone, `settings` a dict of the values that topic.toml names, `size`
"graded" or "laptop". All chance comes from fixed seeds and from the settings.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from grader.course.experiments import FILE, ExperimentSpec, Value
from grader.course.manifest import Topic
from grader.errors import CourseError

DEADLINE = 20.0
MAX_CURVES, MAX_DOTS = 8, 400

Size = Literal["graded", "laptop"]
Settings = dict[str, Any]
_F = TypeVar("_F", bound=Callable[..., "Measured"])


@dataclass(frozen=True)
class Measured:
    """What one run of an experiment found.

    found   name -> number, the names of [[experiments.found]]
    others  numbers that learners report in their place, by what they are
    goal    whether the goal is reached, of several parts each by its words; None if there is none
    missed  the parts of the goal that are not reached
    curves  name -> its values, for the picture; `x` and `y` name the axes
    at      where on the x axis the values of every curve lie; from 1 on where it is empty
    tell    lines for people
    """

    found: Mapping[str, float]
    others: Mapping[str, float] = field(default_factory=dict)
    goal: bool | Mapping[str, bool] | None = None
    missed: Sequence[str] = ()
    curves: Mapping[str, Sequence[float]] = field(default_factory=dict)
    x: str = ""
    at: Sequence[float] = ()
    y: str = ""
    log_x: bool = False
    tell: Sequence[str] = ()


@dataclass(frozen=True)
class Experiment:
    """An experiment's function, the seconds of one run, and what says that settings cost too much.

    `fits` returns one sentence, "" where the settings lie within the budget.
    """

    id: str
    function: Callable[..., Measured]
    deadline: float
    fits: Callable[[Settings], str]


def experiment(
    name: str, *, deadline: float = DEADLINE, fits: Callable[[Settings], str] | None = None
) -> Callable[[_F], _F]:
    """Mark a function of experiments.py as the experiment called `name` in topic.toml."""

    def mark(function: _F) -> _F:
        function.__grader_experiment__ = Experiment(  # type: ignore[attr-defined]
            name, function, deadline, fits or (lambda settings: "")
        )
        return function

    return mark


def load_experiments(topic: Topic) -> dict[str, Experiment]:
    """The experiments of a topic by their names, all that topic.toml has. Raises CourseError."""
    if not topic.experiments:
        return {}
    path = topic.folder / FILE
    if not path.is_file():
        raise CourseError(f"{path} is missing; it holds the experiments of topic.toml.")
    spec = importlib.util.spec_from_file_location(f"_experiments_{topic.id}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as e:
        raise CourseError(f"{path} cannot be imported: {type(e).__name__}: {e}") from e
    marked = [getattr(value, "__grader_experiment__", None) for value in vars(module).values()]
    found = {each.id: each for each in marked if isinstance(each, Experiment)}
    if wrong := sorted(found.keys() ^ topic.experiments.keys()):
        raise CourseError(f"{path}: '{wrong[0]}' stands either here or in topic.toml, not in both.")
    return found


def plain_settings(settings: Mapping[str, Value]) -> Settings:
    """Settings as an experiment gets them: lists as lists, and a copy."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in settings.items()
    }


def checked(spec: ExperimentSpec, measured: object) -> Measured:
    """What an experiment returned, with plain floats. Raises TypeError for anything else."""
    if not isinstance(measured, Measured):
        raise TypeError(f"the experiment {spec.id} returned {type(measured).__name__}")
    names = [each.name for each in spec.found]
    if sorted(measured.found) != sorted(names):
        raise TypeError(f"the experiment {spec.id} found {sorted(measured.found)}, not {names}")
    if bool(spec.goal) != (measured.goal is not None):
        raise TypeError(f"the experiment {spec.id} and topic.toml differ about a goal")
    if len(measured.curves) > MAX_CURVES or any(
        len(curve) > MAX_DOTS for curve in measured.curves.values()
    ):
        raise TypeError(f"the experiment {spec.id} draws too much")
    if measured.at and {len(measured.at)} != {len(curve) for curve in measured.curves.values()}:
        raise TypeError(f"the experiment {spec.id} has a curve longer or shorter than `at`")
    parts = measured.goal if isinstance(measured.goal, Mapping) else {}
    missed = [text for text, reached in parts.items() if not reached]
    goal = not missed if parts else measured.goal
    return Measured(
        found={name: float(measured.found[name]) for name in names},
        others={name: float(value) for name, value in measured.others.items()},
        goal=None if goal is None else bool(goal),
        missed=missed,
        curves={name: [float(v) for v in curve] for name, curve in measured.curves.items()},
        x=measured.x,
        at=[float(each) for each in measured.at],
        y=measured.y,
        log_x=measured.log_x,
        tell=tuple(map(str, measured.tell)),
    )
