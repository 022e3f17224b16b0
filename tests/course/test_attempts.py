"""Attempts that were written against the docstrings, each judged as it has to be.

A file of `attempts/` is of a topic. A line "#% wrong TASK: what" or "#% right TASK: what" begins an
attempt, which overrides definitions of the reference as a mistake does. One that is "wrong!" passed
all checks of its task once; one that is "wrong?" had the name of a mistake that it does not make.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.course.keep import COURSE

from classroom.author.compose import with_override
from classroom.author.trials import Bench, Trial
from grader.check.backend import TrustedBackend
from grader.check.mistakes import load_mistakes, load_reference
from grader.check.naming import Namer
from grader.check.run import TopicRun
from grader.check.seeds import Seeds
from grader.check.source import Source
from grader.check.suite import CheckSpec, find_checks
from grader.course.manifest import Course, FileSpec
from grader.sandbox.execute import Reply, Request
from grader.sandbox.forbid import forbidden

HEAD = re.compile(r"^#% (right|wrong[!?]?) (\S+): (.+)\n", re.MULTILINE)
# Below it, an attempt was left out by a slip of the pen.
FEWEST = 20


class Attempt(NamedTuple):
    """`text` is what somebody wrote for the task; it is right, wrong, or wrong and passed once."""

    topic: str
    kind: str
    task: str
    what: str
    text: str


def attempts() -> Iterator[Attempt]:
    """All that are kept."""
    for path in sorted((Path(__file__).parent / "attempts").glob("*.txt")):
        _, *parts = HEAD.split(path.read_text(encoding="utf-8"))
        for kind, task, what, text in zip(*(parts[i::4] for i in range(4)), strict=True):
            yield Attempt(path.stem, kind, task, what, text)


KEPT = list(attempts())
PASSED_ONCE = [attempt for attempt in KEPT if attempt.kind == "wrong!"]


def name(attempt: Attempt) -> str:
    """What a test of it is called."""
    return f"{attempt.topic}-{attempt.task}-{attempt.what.replace(' ', '_')}"


def written(attempt: Attempt, folder: Path) -> Path:
    """The attempt as a file."""
    path = folder / "attempt.py"
    path.write_text(attempt.text, encoding="utf-8")
    return path


@cache
def checks(course: Course, topic: str) -> list[CheckSpec]:
    """The checks of a topic, found once."""
    sys.path.insert(0, str(course.root))
    try:
        return find_checks(course.topic(topic), course.root, course.hidden / topic)
    finally:
        sys.path.remove(str(course.root))


MISNAMED = [attempt for attempt in KEPT if attempt.kind == "wrong?"]


@pytest.mark.parametrize("attempt", MISNAMED, ids=name)
def test_what_had_a_false_name_has_none(course: Course, attempt: Attempt, tmp_path: Path) -> None:
    """It is told apart from the mistake by other inputs."""
    topic = course.topic(attempt.topic)
    run = judged(course, attempt, tmp_path, Namer(load_mistakes(course, topic), None, secret=True))
    run.partial = True
    # A name holds once all checks of its task are judged.
    [task] = [task for task in run.record().tasks if task.id == attempt.task]
    assert {check.state for check in task.checks} - {"pass"}
    assert {check.mistake for check in task.checks} == {""}


def judged(course: Course, attempt: Attempt, folder: Path, namer: Namer) -> TopicRun:
    """The run of an attempt, with the checks of its own task judged."""
    topic = course.topic(attempt.topic)
    only = topic.file_of[attempt.task]
    reference = load_reference(course, topic, written(attempt, folder), only)
    sources = {only.name: Source(topic.path_in_repository(only.name), attempt.text)}
    run = TopicRun(topic, TrustedBackend(reference), sources, Seeds(topic.id), namer)
    for spec in checks(course, topic.id):
        if spec.task.id == attempt.task:
            run.judge(spec)
    return run


@pytest.mark.parametrize("attempt", PASSED_ONCE, ids=name)
def test_what_passed_once_loses(course: Course, attempt: Attempt, tmp_path: Path) -> None:
    """A check of its own task, visible or hidden, fails."""
    run = judged(course, attempt, tmp_path, Namer(None, None, secret=False))
    assert {check.state for check in run.checks} - {"pass"}


class AsStudents(TrustedBackend):
    """Code that does without what its file forbids, as a student's."""

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """The value of the code."""
        with forbidden(file.forbid):
            return super().ask(file, request, seconds)


def test_updates_in_place_need_no_grad(course: Course, tmp_path: Path) -> None:
    """They pass where autograd is forbidden, so one check allows it: there they raise."""
    [attempt] = [each for each in KEPT if each.what == "in place without no_grad"]
    topic = course.topic(attempt.topic)
    only = topic.file_of[attempt.task]
    backend = AsStudents(load_reference(course, topic, written(attempt, tmp_path), only))
    sources = {only.name: Source(topic.path_in_repository(only.name), attempt.text)}
    run = TopicRun(topic, backend, sources, Seeds(topic.id), Namer(None, None, secret=False))
    mine = [spec for spec in checks(course, topic.id) if spec.task.id == attempt.task]
    for spec in mine:
        run.judge(spec)
    states = {spec.name: check.state for spec, check in zip(mine, run.checks, strict=True)}
    lost = {name for name, state in states.items() if state != "pass"}
    assert lost == {"test_parameters_that_ask_for_gradients", "test_one_step"}


@pytest.mark.full
def test_every_attempt_is_judged_as_it_has_to_be(
    bench: Bench, course: Course, tmp_path: Path
) -> None:
    """A wrong one loses points of its own task, a right one none at all."""
    trials = {
        name(attempt): Trial(
            name(attempt),
            with_override(course, course.topic(attempt.topic), written(attempt, tmp_path)),
            (attempt.topic,),
            b"attempts",
        )
        for attempt in KEPT
    }
    known = {name(attempt): attempt for attempt in KEPT}
    assert len(known) == len(KEPT)
    problems = []
    for trial, record in bench.grade(trials.values()):
        attempt = known[trial.name]
        lost = {t.id: t.state for t in record.topics[0].tasks if t.earned < t.points}
        if lost if attempt.kind == "right" else attempt.task not in lost:
            problems.append(f"{trial.name}: {lost or 'full points'}")
    assert not problems


def test_attempts_name_tasks_and_are_enough() -> None:
    """Each is of a task that there is, each kept topic has many, and of both kinds."""
    for topic in {attempt.topic for attempt in KEPT}:
        mine = [attempt for attempt in KEPT if attempt.topic == topic]
        assert len(mine) >= FEWEST
        assert {attempt.kind[:5] for attempt in mine} == {"right", "wrong"}
        assert {attempt.task for attempt in mine} <= {*COURSE.topic(topic).tasks}
