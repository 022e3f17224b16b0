"""The generated files: what topics hold for their students, the plan, the schema of the record."""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import torch

from classroom.grade.key import load_key, sealed_file
from classroom.pages import commands
from classroom.pages.sources import source_files
from classroom.report.exports import ClassPoints
from grader.check.backend import TrustedBackend
from grader.check.mistakes import FILE as MISTAKES
from grader.check.mistakes import (
    Fingerprint,
    Mistake,
    MistakesFile,
    load_mistakes,
    read_mistakes,
)
from grader.check.naming import Namer, agree, tried
from grader.check.run import TopicRun
from grader.check.seeds import Seeds
from grader.check.source import Source
from grader.check.suite import CheckSpec, find_checks
from grader.course import plan
from grader.course.experiments import REPORT
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.course.questions import ANSWERS, EXPLANATIONS
from grader.errors import CourseError
from grader.experiments.report import missing_report
from grader.files import indented, unix_lines
from grader.quiz import sheets
from grader.quiz.sealed import FILE as SEALED
from grader.record import Record

Fingerprints = dict[str, dict[str, Fingerprint]]


def outdated(
    course: Course,
    tell: Callable[[int, int], None] = lambda done, total: None,
    topics: Sequence[Topic] = (),
) -> dict[Path, bytes | None]:
    """Path -> right content of every generated file that differs; None for one that has to go.

    Of topics only those in `topics`, where there are any. `tell` hears how many are done, of how
    many.
    """
    right: dict[Path, bytes | None] = {}
    chosen = topics or list(course.topics.values())
    with importable(course):
        for number, topic in enumerate(chosen, 1):
            right[topic.folder / MISTAKES] = mistakes_json(course, topic)
            right |= question_files(course, topic)
            tell(number, len(chosen))
    right |= plan_files(course)
    right |= source_files(course, chosen)
    specification = course.root / "docs" / "spec"
    if specification.is_dir():
        for name, kind in (("record", Record), ("export", ClassPoints)):
            path = specification / f"{name}.schema.json"
            right[path] = _json(path, _canonical(msgspec.json.schema(kind)))
        right[course.root / "docs/commands.md"] = commands.page().encode()
    return {path: content for path, content in right.items() if _there(path) != content}


@contextmanager
def importable(course: Course) -> Iterator[None]:
    """Checks and solutions import the given files under the students' names."""
    sys.path.insert(0, str(course.root))
    try:
        yield
    finally:
        sys.path.remove(str(course.root))


def _there(path: Path) -> bytes | None:
    """What a generated file holds, with the line ends of Unix; None if it is not there."""
    return unix_lines(path.read_bytes()) if path.is_file() else None


def write(path: Path, content: bytes | None) -> None:
    """Write one generated file, or remove it."""
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


def plan_files(course: Course) -> dict[Path, bytes | None]:
    """The table of the study plan in README.md, and the empty progress.toml."""
    exercises = course.root / STUDENT_ROOT
    lines = plan.load_plan(exercises)
    if not lines:
        return {}
    page = exercises / "README.md"
    head, begin, rest = page.read_text(encoding="utf-8").partition(plan.BEGIN)
    _, end, tail = rest.partition(plan.END)
    if not begin or not end:
        raise CourseError(
            f"{page} has no place for the plan: the lines {plan.BEGIN} and {plan.END}."
        )
    text = "".join((head, begin, "\n\n", plan.table(lines), "\n", end, tail))
    return {page: text.encode(), exercises / plan.TICKS: plan.empty_ticks(lines).encode()}


def question_files(course: Course, topic: Topic) -> dict[Path, bytes | None]:
    """The generated files of a topic's questions and experiments; nothing where it has none."""
    sheet, folder = topic.sheet, topic.folder
    right: dict[Path, bytes | None] = {}
    if topic.texts or topic.experiments:
        right[folder / SEALED] = None
        if course.feedback == "immediate":
            file = sealed_file(topic, load_key(course, topic))
            right[folder / SEALED] = _json(folder / SEALED, file)
    if topic.experiments:
        path = folder / REPORT
        filled_in = path.read_text("utf-8") if path.is_file() else ""
        if (report := missing_report(topic.id, topic.experiments, filled_in)) is not None:
            right[path] = report.encode()
    if not topic.texts:
        return right
    right[folder / sheets.PAGE] = sheets.page(topic, course.feedback).encode()
    filled = (
        (ANSWERS, sheets.empty_answers, sheets.missing_answers),
        (EXPLANATIONS, sheets.empty_explanations, sheets.missing_explanations),
    )
    for name, empty, missing in filled:
        path = folder / name
        text = missing(sheet, path.read_text("utf-8")) if path.is_file() else empty(sheet)
        if text is not None:
            right[path] = text.encode()
    return right


def mistakes_json(course: Course, topic: Topic) -> bytes:
    """The content of mistakes.json: the fingerprint of every mistake at every visible check.

    Those that agree with the file as it is stay as they are: the last digits of a fingerprint
    depend on the processor.
    """
    mistakes = load_mistakes(course, topic)
    run = _FingerprintRun(
        mistakes=mistakes,
        topic=topic,
        backend=TrustedBackend({}),
        sources={file.name: Source(file.name) for file in topic.files},
        seeds=Seeds(topic.id),
        namer=Namer(None, None, secret=False),
    )
    with warnings.catch_warnings():
        # Mistakes do what one is warned of.
        warnings.simplefilter("ignore", UserWarning)
        for spec in find_checks(topic, course.root, None):
            run.execute(spec)
    named = {m.key: m.named for found in mistakes.values() for m in found}
    checks = _kept(dict(sorted(run.fingerprints.items())), topic)
    fails, varies = (dict(sorted(found.items())) for found in (run.fails, run.varies))
    file = MistakesFile(dict(sorted(named.items())), checks, fails, varies)
    return _json(topic.folder / MISTAKES, file)


def _kept(taken: Fingerprints, topic: Topic) -> Fingerprints:
    """What was taken, with the fingerprint that the topic's file holds where both agree."""
    try:
        there = read_mistakes(topic).checks
    except CourseError:
        there = {}  # a file that cannot be read is written anew
    return {
        check: {
            key: old if (old := there.get(check, {}).get(key)) and agree(new, old) else new
            for key, new in found.items()
        }
        for check, found in taken.items()
    }


def _json(path: Path, value: object) -> bytes:
    """The content of the JSON file at `path`: as it is where it says the same as `value`.

    How numbers and white space are written is up to the library's version.
    """
    content, there = indented(value), _there(path)
    return there if there and _same(there, content) else content


def _same(there: bytes, content: bytes) -> bool:
    """Whether two texts are JSON of the same data."""
    try:
        return bool(msgspec.json.decode(there) == msgspec.json.decode(content))
    except msgspec.DecodeError:
        return False


def _canonical(schema: Any) -> Any:
    """A JSON Schema as every version of msgspec writes it: no docstrings, alternatives sorted."""
    if isinstance(schema, list):
        return [_canonical(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in ("$defs", "properties"):  # names of ours, not keywords
            parts[keyword] = {name: _canonical(part) for name, part in value.items()}
        elif keyword == "anyOf":
            parts[keyword] = sorted(_canonical(value), key=msgspec.json.encode)
        elif keyword != "description":
            parts[keyword] = value if keyword == "default" else _canonical(value)
    return parts


@dataclass(kw_only=True)
class _FingerprintRun(TopicRun):
    """Runs every mistake of a check's task in the student's place, and keeps how it ends."""

    mistakes: dict[str, list[Mistake]]
    fingerprints: Fingerprints = field(default_factory=dict)
    fails: dict[str, list[str]] = field(default_factory=dict)
    varies: dict[str, list[str]] = field(default_factory=dict)

    def execute(self, spec: CheckSpec) -> None:
        """Take the fingerprints at one check."""
        for mistake in self.mistakes[spec.task.id]:
            # What a mistake draws without a generator must not depend on the topics built before.
            torch.default_generator.manual_seed(0)
            random.seed(0)
            _, how = tried(partial(self.rerun, spec, mistake.backend), spec.id)
            if how is None:
                self.varies.setdefault(spec.id, []).append(mistake.key)
            elif isinstance(how, Fingerprint):
                self.fingerprints.setdefault(spec.id, {})[mistake.key] = how
            elif not how:
                self.fails.setdefault(spec.id, []).append(mistake.key)
