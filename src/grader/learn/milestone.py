"""Milestones: checks without points, on all of a learner's code of a topic.

A milestone is a pytest function marked with `grader.milestone`. Plain runs and grading leave it
out. What it tells through pytest's `record_property("tell", text)` is printed at the end.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.check.outcome import NotStarted, Outcome, Trace, trace
from grader.check.run import TopicRun, generators
from grader.check.seeds import solution_hash
from grader.check.source import readable
from grader.check.student import Student

MARKERS = ("milestone", "full")


def marker_of(item: pytest.Item) -> pytest.Mark | None:
    """The mark that makes `item` a milestone, None if it is none."""
    return next((m for m in item.iter_markers() if m.name in MARKERS), None)


def is_wanted(marker: pytest.Mark, config: pytest.Config) -> bool:
    """Whether the -m expression of the command line names the mark."""
    return re.search(rf"\b{marker.name}\b", config.getoption("markexpr", "") or "") is not None


class Students:
    """The learner's functions, whatever file they are in: `students.dlogprobs(f, g)`."""

    def __init__(self, run: TopicRun, current: Trace, deadline: float) -> None:
        self._run = run
        self._trace = current
        self._deadline = deadline

    def of(self, task_id: str) -> Student:
        """The `student` of the file in which the task is solved."""
        file = self._run.topic.file_of[task_id]
        source = self._run.sources[file.name]
        if source.not_started(self._run.topic.tasks[task_id].names):
            raise NotStarted(f"{task_id} is not started")
        topic = self._run.topic.id
        # The time of a milestone is its own deadline, however many calls it makes.
        self._run.backend.renew(file)
        return Student(self._run.backend, topic, file, source, self._trace, self._deadline)

    def hash_of(self, *task_ids: str) -> str:
        """A hash of the files in which the tasks are solved, for the key of a `long_run`."""
        names = {self._run.topic.file_of[task_id].name for task_id in task_ids}
        return solution_hash(readable({name: self._run.sources[name] for name in names}))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self.of(name).call(name, *args, **kwargs)


def execute(run: TopicRun, item: pytest.Function, deadline: float) -> None:
    """Run one milestone."""
    current = Trace()
    wanted = inspect.signature(item.obj).parameters
    ours: dict[str, object] = {"student": Students(run, current, deadline)}
    ours |= generators(run.seeds.of(item.nodeid), wanted)
    token = trace.set(current)
    try:
        item.obj(**{name: ours.get(name, item.funcargs.get(name)) for name in wanted})
    finally:
        trace.reset(token)


def state_of(error: BaseException | None) -> str:
    """How a milestone ended, as the state of a check."""
    if error is None:
        return "pass"
    return error.state if isinstance(error, Outcome) else "fail"


def report(item: pytest.Item, error: BaseException | None) -> Iterator[str]:
    """What to print of a milestone, line by line."""
    assert isinstance(item, pytest.Function)
    title = (inspect.getdoc(item.function) or item.name).partition("\n")[0]
    yield f"{item.path.parent.name}, milestone: {title}"
    for name, text in item.user_properties:
        if name == "tell":
            yield from (f"  {line}" for line in str(text).splitlines())
    if error is None:
        yield "  reached"
    else:
        word = "not started" if isinstance(error, NotStarted) else "not reached"
        reason = error.summary if isinstance(error, Outcome) else str(error).partition("\n")[0]
        yield f"  {word}: {reason or type(error).__name__}"
        if isinstance(error, Outcome):
            yield from (f"    {row.label:9}{row.text}" for row in error.rows)
