"""What a learner's process says of itself is forged: no task is earned by it.

A case of `drivers/` is named after a topic of the course. It stands in the reference's files as a
mistake does, and its docstring says which tasks it solves by answering for the drivers, or from
what it kept of earlier calls; of some only the part that is beyond the lecture.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import is_full

from classroom.author.compose import with_override
from classroom.author.trials import Bench, Trial, prepared
from classroom.grade.judge import Judge
from grader.check.naming import Namer
from grader.course.manifest import BEYOND, load_course
from grader.record import TaskResult

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((Path(__file__).parent / "drivers").glob("*.py"))
# Every second one: each topic has one of them or more. The others: `make full`.
QUICK = CASES[::2]


def forged(path: Path) -> dict[str, list[str]]:
    """What a case says that it forges: " beyond" or "" -> tasks."""
    said = re.findall(r"^forges(.*): (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert said, f"{path}: the docstring needs a line 'forges: task task'"
    return {what: names.split() for what, names in said}


def results(judge: Judge, trial: Trial) -> list[TaskResult]:
    """The tasks of a trial, judged by all their checks."""
    [topic] = trial.topics
    with judge.asked(prepared(judge, trial), judge.course.topic(topic), trial.tasks) as (
        run,
        specs,
    ):
        # No mistake is looked for: that costs more than to judge.
        run.namer = Namer(None, None, secret=True)
        for spec in specs:
            run.judge(spec)
        return run.record().tasks


@pytest.fixture(scope="module")
def graded(pytestconfig: pytest.Config) -> dict[str, dict[str, TaskResult]]:
    """Case -> task -> its result, graded with hidden checks and a secret."""
    course = load_course(ROOT)
    trials = []
    for path in CASES if is_full(pytestconfig) else QUICK:
        [topic] = [t for t in course.topics.values() if path.stem.startswith(f"{t.id}_")]
        files = with_override(course, topic, path)
        tasks = tuple(name for names in forged(path).values() for name in names)
        trials.append(Trial(path.stem, files, (topic.id,), b"a secret of the red team", tasks))
    with Bench(ROOT, workers=1) as bench:
        return {
            trial.name: {task.id: task for task in found}
            for trial, found in bench.each(results, trials)
        }


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.full] * (path not in QUICK))
        for path in CASES
    ],
)
def test_a_forged_answer_earns_nothing(
    graded: dict[str, dict[str, TaskResult]], path: Path
) -> None:
    """No task that the case names has a point, and its answers are refused for what they are."""
    for what, name in [(what, name) for what, names in forged(path).items() for name in names]:
        task = graded[path.stem][name]
        answered = [part for part in task.parts if part.name == BEYOND] if what else [task]
        assert [one.earned for one in answered] == [0], name
        # An answer that no check can read would prove nothing.
        assert {check.state for check in task.checks} <= {"pass", "fail"}, [
            check.summary for check in task.checks
        ]
