"""The one next step: the first task of the plan that is not done, as the checks see it now."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence

from grader.check.seeds import solution_hash
from grader.check.source import Source, read_sources, readable
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import GraderError, UsageError
from grader.learn.experiments import how_far, next_experiment
from grader.learn.local import here
from grader.learn.progress import last_run, open_beside
from grader.record import Row, TopicResult
from grader.render.message import aligned
from grader.render.terminal import NEXT, later_line, next_task, step_lines

DONE = "every task passes; grader progress shows what else the plan asks for"


def next_step(course: Course, topics: Sequence[Topic]) -> list[str]:
    """What is to do first in `topics`, line by line.

    A topic whose files have changed since its last whole run is run again. Raises UsageError where
    its checks do not run to their end. What is open beside the tasks of a topic is one line.
    """
    passed: list[str] = []
    alone: TopicResult | None = None
    for topic in topics:
        sources = read_sources(topic, course.root)
        result = current(course, topic, sources)
        lines, left = _step(topic, sources, result)
        if lines:
            return [*passed, *lines]
        passed += left
        alone = result if len(topics) == 1 else None
    return [*passed, *_end(alone)]


def known_step(course: Course, topics: Sequence[Topic]) -> tuple[list[str], Topic | None]:
    """The next step as far as it is known at once, and the topic that has to run to be sure of it.

    What is wrong with a kept run is said in its place.
    """
    passed: list[str] = []
    alone: TopicResult | None = None
    for topic in topics:
        sources = read_sources(topic, course.root)
        try:
            result = _kept(course, topic, sources)
        except GraderError as e:
            return [*passed, str(e)], None
        if result is None:
            return [*passed, *_unsure(course, topic, sources)], topic
        lines, left = _step(topic, sources, result)
        if lines:
            return [*passed, *lines], None
        passed += left
        alone = result if len(topics) == 1 else None
    return [*passed, *_end(alone)], None


def _step(
    topic: Topic, sources: dict[str, Source], result: TopicResult
) -> tuple[list[str], list[str]]:
    """The first thing to do in a topic of which `result` is known, and what else is open there."""
    known = here(topic, sources, result)
    task = next_task(result, known)
    done, of = result.done, len(result.tasks)
    if task is not None:
        head = f"{topic.id}: {done} of {of} tasks done"
        return [head, "", *step_lines(result, task, known)], []
    if (spec := next_experiment(topic, how_far(topic))) is not None:
        far = "all" if done == of else f"{done} of {of}"
        head = f"{topic.id}: {far} tasks done; the next experiment is {spec.ref} {spec.id}"
        return [head, "", *aligned([Row("next", f"grader run {spec.ref}")], known.width)], []
    left = open_beside(topic, result)
    said = [f"{topic.id}: open beside the tasks: {', '.join(left)}"] if left else []
    if waiting := later_line(result, known):
        said.append(f"{topic.id}: {waiting}")
    return [], said


def _end(alone: TopicResult | None) -> list[str]:
    """What to say where nothing is left to do now; `alone` is the one topic that was asked of."""
    if alone is not None and not all(task.state == "pass" for task in alone.tasks):
        return ["", *aligned([Row("next", NEXT)])]
    return [DONE]


def _unsure(course: Course, topic: Topic, sources: dict[str, Source]) -> Iterator[str]:
    """Of files that no whole run has seen: what the one before it left, or the first stub."""
    run = last_run(course, topic.id)
    passed = {task.id for task in run.topics[0].tasks if task.state == "pass"} if run else set()
    left = [task for task in topic.tasks.values() if task.id not in passed]
    stubs = {
        task.id: functions
        for task in left
        if (
            functions := [
                n for n in task.names if sources[topic.file_of[task.id].name].not_started([n])
            ]
        )
    }
    seen = f"{len(passed)} of {len(topic.tasks)} tasks passed when all of it last ran"
    yield f"{topic.id}: {seen if run else 'not all of it has run yet'}; its checks run now"
    for task in [t for t in left if run or t.id in stubs][:1]:
        names = ", ".join(stubs.get(task.id, [task.id]))
        place = f"{names} in {topic.path_in_repository(topic.file_of[task.id].name)}"
        yield from aligned([Row("next", place), Row("hint", f"grader hint {task.ref}")])


def current(course: Course, topic: Topic, sources: dict[str, Source]) -> TopicResult:
    """What the checks of a topic say of its files as they are: the last whole run, or a new one.

    Raises UsageError where they do not run to their end.
    """
    return _kept(course, topic, sources) or _run(course, topic, sources)


def _kept(course: Course, topic: Topic, sources: dict[str, Source]) -> TopicResult | None:
    """What the last whole run found; None if there was none, or one of other files or tasks."""
    run = last_run(course, topic.id)
    if run is None:
        return None
    [result] = run.topics
    same = result.solution_hash == solution_hash(readable(sources))
    tasks = {task.id for task in result.tasks} - topic.experiments.keys()
    return result if same and tasks == set(topic.tasks) else None


def _run(course: Course, topic: Topic, sources: dict[str, Source]) -> TopicResult:
    place = f"{STUDENT_ROOT}/{topic.id}"
    # In a process of its own: what a learner's file does stays there.
    command = [sys.executable, "-m", "pytest", place]
    subprocess.run(
        command, cwd=course.root, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    result = _kept(course, topic, sources)
    if result is None:
        raise UsageError(f"the checks of {topic.id} do not run to their end; see: pytest {place}")
    return result
