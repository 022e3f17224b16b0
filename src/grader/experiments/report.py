"""Read a learner's report.toml: what was predicted, set and found. It is text of a submission:
bounded, and never run. What is wrong is told in one sentence each, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.course.experiments import (
    REPORT,
    ExperimentSpec,
    RefusedSetting,
    Value,
    number,
    shown,
)
from grader.escape import plain
from grader.quiz.lines import BadLine, read_lines

MAX_BYTES = 32 << 10
KEYS = ("prediction", "settings", "found", "because")
_MAX_PROBLEMS, _MAX_BECAUSE = 8, 1000
_HEADER = re.compile(r"\s*\[\s*\"?([^\]\"]+?)\"?\s*\]")
_UNSCORED = re.compile(r"\s*(prediction|because)\b")
_COMMA = re.compile(r"=\s*[-+]?[0-9]+,[0-9]")
_HEAD = """\
# Your experiments. First write down what you expect (prediction), then run: grader run {ref}
# The last line of a run with --graded is what stands behind `found`. pytest exercises/{topic} -m
# experiment runs the settings again and looks whether the numbers hold.
"""


@dataclass(frozen=True)
class Reported:
    """One section of a report.

    `prediction` is "" where there is none, `found` has the numbers that are given. `problems` keep
    the section from being read, `refused` the settings from being run; `notes` cost nothing.
    `begun` says whether anything is filled in.
    """

    prediction: str = ""
    settings: Mapping[str, Value] = field(default_factory=dict)
    found: Mapping[str, float] = field(default_factory=dict)
    because: str = ""
    problems: Sequence[str] = ()
    refused: str = ""
    notes: Sequence[str] = ()
    begun: bool = False


def read_report(
    experiments: Mapping[str, ExperimentSpec], text: str, problem: str = ""
) -> dict[str, Reported]:
    """Experiment -> its section. `problem` says why there is no text; a missing file is empty.

    What stands outside of every section is a problem of a section that is missing, and a note on
    the others.
    """
    unread = [problem] if problem and not problem.endswith(" is missing") else []
    if len(text.encode(errors="replace")) > MAX_BYTES:
        unread = [f"{REPORT} is larger than {MAX_BYTES >> 10} KB, so it is not read"]
        text = ""
    data, bad = read_lines(text)
    known = {spec.ref: name for name, spec in experiments.items()}
    stray = [
        f"{REPORT} has no section [{plain(ref, 40)}]; the sections are {', '.join(known)}"
        for ref in data
        if ref not in known
    ]
    problems: dict[str, list[str]] = {name: [*unread] for name in experiments}
    notes: dict[str, list[str]] = {name: [] for name in experiments}
    sections = headers(text)
    for line in bad:
        name = known.get(sections[line.number - 1]) if line.number <= len(sections) else None
        told = stray if name is None else problems[name]
        if name is not None and _UNSCORED.match(line.text):
            told = notes[name]
        told.append(f"{REPORT} {_hinted(line)}")
    for name, spec in experiments.items():
        (notes if spec.ref in sections else problems)[name].extend(stray)
    return {
        name: _section(spec, data.get(spec.ref, {}), problems[name], notes[name])
        for name, spec in experiments.items()
    }


def empty_report(topic: str, experiments: Mapping[str, ExperimentSpec]) -> str:
    """report.toml with every section and nothing filled in."""
    specs = list(experiments.values())
    head = _HEAD.format(ref=specs[0].ref, topic=topic)
    return "\n".join([head, *map(_empty_section, specs)])


def missing_report(topic: str, experiments: Mapping[str, ExperimentSpec], text: str) -> str | None:
    """What report.toml must hold, None if `text` will do. What is written there stays."""
    read = read_report(experiments, text)
    if not any(section.begun for section in read.values()):
        empty = empty_report(topic, experiments)
        return None if text == empty else empty
    there = set(headers(text))
    lacking = [spec for spec in experiments.values() if spec.ref not in there]
    return "\n".join([f"{text.rstrip()}\n", *map(_empty_section, lacking)]) if lacking else None


def section(
    spec: ExperimentSpec, settings: Mapping[str, Value], found: Mapping[str, str], key: str = ""
) -> str:
    """A section of report.toml as text."""
    numbers = ", ".join(f"{each.name} = {found[each.name]}" for each in spec.found)
    lines = (
        f"[{spec.ref}]",
        f'prediction = "{key}"',
        f"settings = {{ {assigned(settings)} }}",
        f"found = {{ {numbers} }}",
        'because = ""',
    )
    return "".join(f"{line}\n" for line in lines)


def assigned(settings: Mapping[str, Value]) -> str:
    """Settings as the inside of an inline table."""
    return ", ".join(f"{name} = {shown(value)}" for name, value in settings.items())


def command(spec: ExperimentSpec, settings: Mapping[str, Value], *, graded: bool = False) -> str:
    """The command that runs these settings."""
    words = ["grader run", spec.ref]
    for name, value in settings.items():
        text = ",".join(map(repr, value)) if isinstance(value, tuple) else str(value)
        words.append(f"--set {name}={text}")
    return " ".join([*words, "--graded"] if graded else words)


def _empty_section(spec: ExperimentSpec) -> str:
    lines = section(spec, spec.defaults, {each.name: '""' for each in spec.found}).splitlines()
    lines[0] += f"  # {spec.title}"
    lines[1] += f"  # before the first run: {', '.join(spec.predict.keys)}"
    lines[3] += "  # from grader run with --graded"
    lines[4] += "  # two sentences, for people"
    return "".join(f"{line}\n" for line in lines)


def headers(text: str) -> list[str]:
    """For each line the header of the section that it stands in."""
    found, current = [], ""
    for line in text.removeprefix("\ufeff").splitlines():
        if match := _HEADER.match(line):
            current = match[1].strip()
        found.append(current)
    return found


def _hinted(line: BadLine) -> BadLine:
    """A line that cannot be read, with the hint that fits a report."""
    if _COMMA.search(line.text):
        return replace(line, hint="write each number with a point, as 2.41")
    return line


def _section(spec: ExperimentSpec, raw: Any, problems: list[str], notes: list[str]) -> Reported:
    if not isinstance(raw, dict):
        raw, problems = {}, [*problems, f"[{spec.ref}] is no section; take it from the stub"]
    for name in raw:
        if name not in KEYS:
            known = ", ".join(KEYS)
            problems.append(f"[{spec.ref}] has '{plain(name, 40)}'; its keys are {known}")
    settings, refused = dict(spec.defaults), ""
    given = _table(spec, raw, "settings", problems)
    try:
        settings = spec.read(given)
    except RefusedSetting as e:
        refused = str(e)
    found = _numbers(spec, _table(spec, raw, "found", problems), problems)
    prediction = _prediction(spec, raw.get("prediction", ""), notes)
    because = raw.get("because", "")
    if not isinstance(because, str):
        notes.append(f"[{spec.ref}] because is a text in quotes")
        because = ""
    filled = (prediction, found, because.strip(), problems, refused, settings != spec.defaults)
    return Reported(
        prediction,
        settings,
        found,
        plain(because.strip(), _MAX_BECAUSE),
        _few(problems),
        refused,
        _few(notes),
        any(filled),
    )


def _few(texts: list[str]) -> list[str]:
    more = len(texts) - _MAX_PROBLEMS
    return [*texts[:_MAX_PROBLEMS], f"{more} more like these"] if more > 0 else texts


def _table(spec: ExperimentSpec, raw: dict[str, Any], key: str, problems: list[str]) -> Any:
    value = raw.get(key, {})
    if isinstance(value, dict):
        return value
    if value != "":
        problems.append(f"[{spec.ref}] {key} is not of the form {{ name = value }}")
    return {}


def _numbers(spec: ExperimentSpec, raw: dict[str, Any], problems: list[str]) -> dict[str, float]:
    names = [each.name for each in spec.found]
    found = {}
    for name, value in raw.items():
        if name not in names:
            known = ", ".join(names)
            shown_name = plain(name, 40)
            problems.append(f"[{spec.ref}] found has '{shown_name}'; its numbers are {known}")
        elif isinstance(value, str) and not value.strip():
            continue
        elif (read := number(value)) is None:
            got = plain(str(value), 40)
            problems.append(f"[{spec.ref}] {name} is {got}; write a number, as 2.41")
        else:
            found[name] = read
    return found


def _prediction(spec: ExperimentSpec, raw: Any, notes: list[str]) -> str:
    """The key of the choice; a note where it is none."""
    if isinstance(raw, str) and raw.strip().upper() in spec.predict.keys:
        return raw.strip().upper()
    if not isinstance(raw, str) or raw.strip():
        keys = ", ".join(spec.predict.keys)
        notes.append(f"the prediction is {plain(str(raw), 40)}; write one of {keys}")
    return ""
