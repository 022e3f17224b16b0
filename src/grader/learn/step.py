"""The one next step: the first task of the plan that is not done, as the checks see it now."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from grader.check.seeds import solution_hash
from grader.check.source import Source, read_sources, readable
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import UsageError
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
    for topic in topics:
        sources = read_sources(topic, course.root)
        result = current(course, topic, sources)
        known = here(topic, sources, result)
        task = next_task(result, known)
        if task is not None:
            head = f"{topic.id}: {result.done} of {len(result.tasks)} tasks done"
            return [*passed, head, "", *step_lines(result, task, known)]
        if (spec := next_experiment(topic, how_far(topic))) is not None:
            far = "all" if result.done == len(result.tasks) else f"{result.done}"
            far += "" if far == "all" else f" of {len(result.tasks)}"
            head = f"{topic.id}: {far} tasks done; the next experiment is {spec.ref} {spec.id}"
            row = Row("next", f"grader run {spec.ref}")
            return [*passed, head, "", *aligned([row], known.width)]
        if left := open_beside(topic, result):
            passed.append(f"{topic.id}: open beside the tasks: {', '.join(left)}")
        if waiting := later_line(result, known):
            passed.append(f"{topic.id}: {waiting}")
    if len(topics) == 1 and not all(task.state == "pass" for task in result.tasks):
        return [*passed, "", *aligned([Row("next", NEXT)])]
    return [*passed, DONE]


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
