"""What `grader run` says of an experiment: what is asked, what a run found, the runs so far."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.course.experiments import REPORT, ExperimentSpec, Value, shown
from grader.course.manifest import Topic
from grader.errors import CourseError
from grader.escape import plain
from grader.experiments.log import ExperimentRun
from grader.experiments.measured import Measured, Size
from grader.experiments.picture import curve_lines
from grader.experiments.report import Reported, assigned, command
from grader.quiz.sealed import opener, read_sealed
from grader.record import Row
from grader.render.message import aligned

_SHOWN_RUNS = 12


def head(spec: ExperimentSpec) -> str:
    """What it is called, what it is worth, and how long it takes."""
    worth = f"{spec.points} point{'s' if spec.points > 1 else ''}"
    return f"{spec.ref} {spec.id}: {spec.title} ({worth}, about {spec.minutes} minutes)"


def asked(topic: Topic, spec: ExperimentSpec, section: Reported, width: int) -> Iterator[str]:
    """What is asked, what can be set, what is found, and how to run it."""
    rows = [Row("asked", " ".join(spec.question.split()))]
    if spec.goal:
        worth = f"{spec.goal_points} of the {spec.points} points"
        rows.append(Row("goal", f"{spec.goal} ({worth})"))
    rows.append(Row("predict", " ".join(spec.predict.text.split())))
    rows += [Row("", f"{choice.key}  {choice.text}") for choice in spec.predict.choices]
    rows.append(Row("yours", section.prediction or to_predict(topic, spec)))
    for number, setting in enumerate(spec.settings):
        text = f"{setting.name}: {setting.says}; {setting.range}"
        text += f"; {shown(spec.defaults[setting.name])} in the stub"
        rows.append(Row("" if number else "set", text))
    for number, found in enumerate(spec.found):
        text = f"{found.name}: {found.says}, within {found.tolerance:g}"
        rows.append(Row("" if number else "find", text))
    rows += [
        Row("run", command(spec, spec.defaults)),
        Row("report", command(spec, spec.defaults, graded=True)),
        Row("hint", f"grader hint {spec.ref}"),
    ]
    yield from aligned(rows, width)


def to_predict(topic: Topic, spec: ExperimentSpec) -> str:
    """What to do where nothing is predicted yet."""
    *keys, last = spec.predict.keys
    where = f"the section [{spec.ref}] of {topic.path_in_repository(REPORT)}"
    return f"write {', '.join(keys)} or {last} behind `prediction` in {where}"


def found_lines(
    spec: ExperimentSpec, settings: Mapping[str, Value], measured: Measured, size: Size
) -> Iterator[str]:
    """What a run found; at graded size what goes into the report."""
    yield f"{spec.ref} {spec.id}, {size} size: {assigned(settings)}"
    yield ""
    yield from (f"  {plain(line, 200)}" for line in measured.tell)
    yield from (f"  {line}" for line in curve_lines(measured))
    for found in spec.found:
        yield f"  {found.name} = {found.shown(measured.found[found.name])}  {found.says}"
    if spec.goal:
        word = "reached" if measured.goal else "not reached"
        yield f"  goal {word}{'' if size == 'graded' else ' at this size'}: {spec.goal}"
        yield from (f"    not reached: {part}" for part in measured.missed)
    if size == "graded":
        numbers = [f"{each.name} = {each.shown(measured.found[each.name])}" for each in spec.found]
        yield ""
        yield f"for the section [{spec.ref}] of {REPORT}:"
        yield f"settings = {{ {assigned(settings)} }}"
        yield f"found = {{ {', '.join(numbers)} }}"


def run_table(spec: ExperimentSpec, runs: Sequence[ExperimentRun], path: Path) -> Iterator[str]:
    """The runs so far, the newest last."""
    if not runs:
        return
    yield f"runs so far ({path})"
    if len(runs) > _SHOWN_RUNS:
        yield f"  ({len(runs) - _SHOWN_RUNS} earlier ones)"
    for run in runs[-_SHOWN_RUNS:]:
        numbers = ", ".join(
            f"{each.name} = {each.shown(run.found[each.name])}" for each in spec.found
        )
        yield f"  {run.size:8}{plain(run.settings, 60)}  {numbers}"


def explanation(topic: Topic, spec: ExperimentSpec, prediction: str, width: int) -> Iterator[str]:
    """What the prediction opens after a run: right or not, and why."""
    if not prediction:
        return
    try:
        file = read_sealed(topic.folder)
    except CourseError as e:
        yield str(e)
        return
    opened = opener(file, spec.ref)(f"={prediction}") if file is not None else None
    if opened is None:
        yield "your prediction is explained after the deadline"
        return
    word = "right" if opened.kind == "+" else "not what happens, which costs nothing"
    text = f"you predicted {prediction}: {word}. {opened.text}"
    yield from textwrap.wrap(text, width, break_on_hyphens=False)
