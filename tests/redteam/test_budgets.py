"""The judge's own work on a submission is bounded: memory, values, answers, time.

Each budget is also seen to bite: with it taken away, the same submission gets further.
"""

from __future__ import annotations

import math
import resource
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch
from tests.redteam.arena import HONEST, SECRET, Arena, arena

from classroom.grade import judge as judging
from classroom.grade.judge import Judge
from classroom.grade.workers import Workers
from grader.check import backend, expect, values
from grader.check.naming import Names
from grader.check.outcome import Mismatch, Trace
from grader.check.run import TopicRun
from grader.check.seeds import Seeds
from grader.check.workspace import GIVEN, copy_given
from grader.course.manifest import load_course
from grader.record import TaskResult
from grader.repository.collect import collect

LARGE = Path(__file__).parent / "cases/exhausting/four_megabytes_at_every_call.py"
# 40 checks more, each of which is answered with 4 MB: 160 MB, if they were kept.
MANY = '''

import pytest


@task("honest")
@pytest.mark.parametrize("number", range(40))
def test_many(student, number):
    """doubles one of many matrices"""
    x = torch.full((4, 3), float(number))
    expect_close(student.honest(x), 2 * x, axes="n C")


@task("Tally")
def test_often(student):
    """answers many times in one check"""
    for number in range(12):
        student.honest(torch.ones(2, 2))
'''


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """The red team's course with many more checks."""
    with arena(tmp_path_factory.mktemp("arena")) as one:
        path = one.course / "exercises/target/test_target.py"
        path.write_text(path.read_text() + MANY)
        one.hand_in("large", LARGE.read_text())
        one.hand_in("honest", HONEST.format(number=1))
        copy_given(one.course / "exercises", _topics(one), one.root / GIVEN)
        yield one


def _topics(made: Arena) -> Any:
    return load_course(made.course).topics.values()


def start(root: Path, scratch: Path, change: Callable[[], None]) -> Judge:
    """A judge in a worker, after a `change` of its code."""
    change()
    return Judge(load_course(root), SECRET, scratch)


def nothing() -> None:
    """Leave all walls where they are."""


def keep_everything() -> None:
    """Have traces keep what they hold."""
    setattr(Trace, "forget_values", lambda self: None)  # noqa: B010 (mypy refuses the assignment)


def peak(judge: Judge, path: Path) -> tuple[list[TaskResult], int]:
    """The tasks of the submission at `path`, and the megabytes that judging has added at most."""
    topic = judge.course.topic("target")
    judge._load(topic)
    before = _megabytes()
    run = judge.run(collect(path, [topic]), topic, datetime.now(UTC))
    return run.record().tasks, _megabytes() - before


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def judged(made: Arena, student: str, change: Callable[[], None]) -> tuple[list[TaskResult], int]:
    """What a worker of its own finds, and what that has cost it."""
    with Workers[str](1, start, made.course, made.root, change) as pool:
        pool.submit(student, peak, made.root / "class" / student)
        [done] = pool.completed()
        found: tuple[list[TaskResult], int] = done.result()
        return found


def test_a_judge_keeps_no_value_longer_than_its_check(made: Arena) -> None:
    """The largest answers at every call cost a judge no more memory than one check holds."""
    tasks, megabytes = judged(made, "large", nothing)
    assert [task.earned for task in tasks] == [0, 0, 0, 0]
    assert megabytes < 120
    # And that is what the wall is good for.
    assert judged(made, "large", keep_everything)[1] > 160


def said_of(made: Arena, student: str, check: str, *tasks: str) -> str:
    """What one check says of a submission, of which `tasks` are judged, or all, in this process."""
    with Judge(load_course(made.course), SECRET, made.root) as judge:
        topic = judge.course.topic("target")
        collected = collect(made.root / "class" / student, [topic])
        with judge.asked(collected, topic, tasks or topic.tasks) as (run, specs):
            for spec in specs:
                run.judge(spec)
    [found] = [each for each in run.checks if each.id.endswith(check)]
    return f"{found.state}: {found.summary} | {[row.text for row in found.rows]}"


def test_a_check_is_answered_so_much_in_all(made: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve answers of 4 MB are more than a check holds; the submission is told so."""
    text = said_of(made, "large", "test_often", "Tally")
    assert "error: honest returned a value that is too large" in text
    assert "one of many, with more than 32 MB in all" in text
    monkeypatch.setattr(backend, "CHECK_BYTES", 1 << 40)
    assert said_of(made, "large", "test_often", "Tally").startswith("pass")


def test_a_topic_has_its_seconds(made: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    """When they are used up, by whomever, the checks that remain say so and earn nothing."""
    assert said_of(made, "honest", "test_honest_again").startswith("pass")
    monkeypatch.setattr(judging, "TOPIC_SECONDS", 0.0)
    first = said_of(made, "honest", "test_example")
    last = said_of(made, "honest", "test_honest_again")
    assert first.startswith("pass")
    assert "timeout: not judged: the submission's time was used up by attacked" in last
    assert "there are 0 s for all checks" in last


SHAPES = [
    ((4, 3), (4, 3), ""),
    ((4, 3, 1), (4, 3), ""),
    ((256, 256), (4, 3), ""),
    ((257, 256), (4, 3), "yours has shape (257, 256): 65,792 entries where 12 are expected"),
    ((2048, 128), (256, 128), ""),
    ((2049, 128), (256, 128), "262,272 entries where 32,768 are expected"),
    ((1, 1, 1, 4, 3), (4, 3), ""),
    ((1, 1, 1, 1, 4, 3), (4, 3), "yours has 6 axes where 2 are expected"),
    ((65536,), (), ""),
    ((65537,), (), "65,537 entries where 1 is expected"),
    ((0, 5), (), ""),
]


@pytest.mark.parametrize(("yours", "expected", "words"), SHAPES, ids=str)
def test_how_large_a_value_is_looked_at(yours: Any, expected: Any, words: str) -> None:
    """Eight times the entries that are expected, or 65,536, and three axes more."""
    text = values.oversize(yours, expected)
    assert words in text
    assert bool(words) == bool(text)


def looked_at(got: torch.Tensor, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done with a wrong value on the way to its message: patterns, names."""
    done: list[str] = []
    monkeypatch.setattr(expect.patterns, "of_shape", lambda *given: done.append("patterns"))
    run = TopicRun.__new__(TopicRun)
    run.namer = cast(Any, SimpleNamespace(fitting=lambda *given: done.append("names") or []))
    run._names = Names()
    run.seeds = Seeds("t")
    with pytest.raises(Mismatch) as caught:
        expect.expect_close(got, torch.ones(4, 3))
    spec: Any = type("Spec", (), {"id": "c", "task": type("Task", (), {"id": "t"})})
    run._name_mistake(caught.value, spec)
    return done


def test_what_is_oversize_costs_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pattern is searched for and no mistake run; for a smaller value both are."""
    assert looked_at(torch.ones(257, 256), monkeypatch) == []
    assert looked_at(torch.ones((1, 2) * 3), monkeypatch) == []
    assert looked_at(torch.ones(256, 256), monkeypatch) == ["patterns", "names"]
    monkeypatch.setattr(values, "_ENTRIES", 1 << 40)
    monkeypatch.setattr(values, "_AXES", 40)
    assert looked_at(torch.ones(257, 256), monkeypatch) == ["patterns", "names"]
    assert looked_at(torch.ones((1, 2) * 3), monkeypatch) == ["patterns", "names"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, "a", None], "[1, 'a', None]"),
        ({"b": torch.ones(2)}, "{'b': tensor([1., 1.])}"),
        ([0] * 300_000, "a list of 300000"),
        (dict.fromkeys(range(5_000)), "a dict of 5000"),
        ([[0] * 1_900] * 2, "a list of 2"),
        (torch.ones((2,) * 16), f"a tensor of shape {(2,) * 16}, float32"),
        ({"a": torch.ones((2,) * 16)}, "a dict of 1"),
    ],
    ids=range(7),
)
def test_what_takes_long_to_write_out_is_described(value: Any, text: str) -> None:
    """A message shows 200 characters; for those no million entries are written out."""
    assert values.shown(value) == text


def test_a_whole_number_too_large_for_a_float_is_infinite() -> None:
    """It differs from every number that is expected, and it is no fault of the check's."""
    assert [values.as_float(n) for n in (10**400, -(10**400))] == [math.inf, -math.inf]
    assert values.as_float(7) == 7.0
    with pytest.raises(Mismatch, match="an int of 1,329 bits"):
        values.expect_numbers([10**400, 1.0], [1.0, 2.0])
