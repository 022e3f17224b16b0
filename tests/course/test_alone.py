"""Each task is judged alone: what is wrong with one costs another points only by `requires`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pytest
from tests.course.keep import COURSE, every_topic, kept

from classroom.author.compose import Member, dependants, partly_done
from classroom.author.contract import Problem
from classroom.author.trials import Bench, Trial
from grader.check.mistakes import read_mistakes
from grader.course.manifest import Course, Topic
from grader.record import Record, TaskResult, TopicResult

# Where another task's stub ends every check of a task, that one counts as not started.
WAITING = ("blocked", "not_started")
# A topic whose tasks stand on each other, and two of which few do; `full` takes all.
SAMPLE = ("mnist_basics", "micrograd", "makemore1")


def moved(topic: Topic, result: TopicResult, spoilt: Collection[str]) -> Iterator[Problem]:
    """The tasks beside `spoilt` that lost points, unless they require one of them and are blocked.

    A task that is blocked says so: whoever reads the points sees that they wait for another task.
    An experiment is none of them where nothing is reported, as in the class of mistakes.
    """
    waiting = {task for one in spoilt for task in dependants(topic, one)}
    for task in result.tasks:
        unreported = task.id in topic.experiments and task.state == "not_started"
        if task.id in spoilt or task.earned == task.points or unreported:
            continue
        what = f"loses points ({_why(task)}) where {', '.join(sorted(spoilt))} is at fault"
        if task.id not in waiting:
            advice = "ask for less in that check, or let the task require the other in topic.toml"
            yield Problem(f"{topic.id}, task {task.id}", what, advice)
        elif task.state not in WAITING:
            yield Problem(f"{topic.id}, task {task.id}", what, f"{task.state} should be blocked")


def _why(task: TaskResult) -> str:
    lost = [check.id.partition("::")[2] for check in task.checks if check.state != "pass"]
    return f"{len(lost)} checks, first {lost[0]}" if lost else "no check"


def test_a_mistake_moves_no_other_task(
    course: Course, class_members: list[Member], class_records: dict[str, Record]
) -> None:
    """In the class of all mistakes, a task that has none keeps its points or is blocked."""
    problems: list[Problem] = []
    pairs = 0
    for member in class_members:
        if not member.name.startswith("mistake-"):
            continue
        for result in class_records[member.name].topics:
            topic = course.topic(result.id)
            known = read_mistakes(topic).mistakes
            own = {known[v.override.stem].task for v in member.variants if v.topics == (topic.id,)}
            pairs += len(own) * (len(topic.tasks) - len(own))
            problems += moved(topic, result, own)
    assert pairs > 300
    kept(problems)


def _without(course: Course, topic: Topic, missing: Sequence[str]) -> Iterator[Trial]:
    """The solution of a topic with one task still empty, for each of the tasks `missing`."""
    for task in missing:
        done = set(topic.tasks) - {task}
        yield Trial(task, partly_done(course, topic, done), (topic.id,))


def _judge(course: Course, bench: Bench, topic: Topic, missing: Sequence[str]) -> None:
    problems: list[Problem] = []
    empty = 0
    for trial, record in bench.grade(_without(course, topic, missing)):
        [result] = record.topics
        empty += [task.earned for task in result.tasks if task.id == trial.name] == [0]
        problems += moved(topic, result, {trial.name})
    kept(problems)
    # What + and * hand back, say, is written in the methods of two other tasks of micrograd.
    assert empty > len(missing) / 2


@pytest.mark.parametrize("topic_id", SAMPLE)
def test_a_missing_task_moves_no_other(course: Course, bench: Bench, topic_id: str) -> None:
    """The middle task of a topic is still empty: all others keep their points or are blocked."""
    topic = course.topic(topic_id)
    tasks = list(topic.tasks)
    _judge(course, bench, topic, [tasks[len(tasks) // 2]])


@pytest.mark.full
@every_topic
def test_no_missing_task_moves_another(course: Course, bench: Bench, topic: Topic) -> None:
    """The same for each task of a topic."""
    _judge(course, bench, topic, list(topic.tasks))


def test_what_moves_is_told() -> None:
    """A task that fails beside a wrong one is a problem unless it is blocked by it."""
    topic = COURSE.topic("makemore1")
    tasks = [
        TaskResult(id=task.id, ref=task.ref, title=task.title, file="", points=2, state=state)
        for task, state in zip(topic.tasks.values(), ["fail"] * len(topic.tasks), strict=True)
    ]
    result = TopicResult(id=topic.id, title=topic.title, solution_hash="", tasks=tasks)
    told = [str(problem) for problem in moved(topic, result, {"trigram_counts"})]
    assert len(told) == len(topic.tasks) - 1
    assert [line for line in told if "tune_smoothing" in line] == [
        line for line in told if "should be blocked" in line
    ]
