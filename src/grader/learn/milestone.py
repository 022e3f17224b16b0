"""Milestones: checks without points, on all of a learner's code of a topic.

A milestone is a pytest function marked with `grader.milestone`. Plain runs and grading leave it
out. What it tells through pytest's `record_property("tell", text)` is printed at the end.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest

from grader.check.outcome import NotStarted, Outcome, Trace, trace
from grader.check.run import TopicRun
from grader.check.seeds import generators
from grader.experiments.students import Students

MARKERS = ("milestone", "full")


def marker_of(item: pytest.Item) -> pytest.Mark | None:
    """The mark that makes `item` a milestone, None if it is none."""
    return next((m for m in item.iter_markers() if m.name in MARKERS), None)


def is_wanted(marker: pytest.Mark, config: pytest.Config) -> bool:
    """Whether the -m expression of the command line names the mark."""
    return re.search(rf"\b{marker.name}\b", config.getoption("markexpr", "") or "") is not None


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
