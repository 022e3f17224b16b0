"""What a run of pytest prints of its topics: one in full, or a line each and the one next step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import pytest

from grader.check.run import TopicRun
from grader.course.manifest import RITUAL_COPIES, Topic
from grader.escape import plain
from grader.learn.choosing import course_of, nothing
from grader.learn.experiments import experiment_lines
from grader.learn.local import here
from grader.learn.progress import Points, points_of
from grader.record import Row, format_points
from grader.render.message import aligned
from grader.render.ritual import pointer
from grader.render.terminal import course_report, topic_report

# What torch warns of, what to say in its place, and the words of a report that say it already.
_OF_TORCH = (
    (
        re.compile(r"The \.grad attribute of a Tensor that is not a leaf"),
        ".grad is read of a tensor that was computed; only leaves keep a gradient",
        "only leaves (made with",
    ),
    (
        re.compile(r"degrees of freedom is <= 0"),
        "a variance or standard deviation over one value, with n - 1, is 0 / 0: nan",
        "0 / 0",
    ),
    (
        re.compile(r"The use of `x\.T` on tensors of dimension other than 2"),
        ".T turns all axes of a tensor around; of one with more than two axes .mT swaps the last "
        "two",
        ".mT",
    ),
    (
        re.compile(r"To copy construct from a tensor"),
        "torch.tensor of a tensor copies its numbers alone: .clone() keeps the way of autograd",
        ".clone()",
    ),
)


def reports(
    runs: Sequence[TopicRun],
    asked: Mapping[str, Set[str]],
    stats: dict[str, list[Any]],
    *,
    show_all: bool,
) -> Iterator[str]:
    """The report of the runs of one session, line by line, in the plan's order.

    `asked` has the tasks of each topic whose checks were to run. `stats` are pytest's own, by
    category: of its warnings, those that a line here says in fewer words are taken out.
    """
    lines = [*_reports(runs, asked, show_all=show_all)]
    yield from lines
    notes = [*of_torch(stats, " ".join(" ".join(lines).split()))]
    yield from ["", *aligned([Row("note", text) for text in notes])] if notes else []


def of_torch(stats: dict[str, list[Any]], said: str) -> Iterator[str]:
    """What torch warns of in a learner's own lines, once each, where the report has not `said` it.

    These leave `stats`.
    """
    found: dict[str, str] = {}
    for warning in [*stats.get("warnings", [])]:
        for pattern, text, already in _OF_TORCH:
            if pattern.search(warning.message):
                stats["warnings"].remove(warning)
                path, number = warning.fslocation or ("", 0)
                place = f"{Path(path).name} line {number}: "
                if already not in said:
                    found.setdefault(text, plain(f"{place}{text}", 300))
                break
    yield from found.values()


def _reports(
    runs: Sequence[TopicRun], asked: Mapping[str, Set[str]], *, show_all: bool
) -> Iterator[str]:
    if len(runs) > 1:
        course = course_of(runs[0].topic)
        order = list(course.topics) if course else []
        runs = sorted(runs, key=lambda run: (run.topic.id not in order, _place(order, run)))
    if len(runs) > 1 and not show_all:
        results = [(run, run.record()) for run in runs]
        yield from course_report(
            [(r, here(run.topic, run.sources, r, asked[run.topic.id])) for run, r in results]
        )
        return
    for run in runs:
        result = run.record()
        said = here(run.topic, run.sources, result, asked[run.topic.id])
        yield from topic_report(result, show_all=show_all, partial=run.partial, here=said)
        judged = asked[run.topic.id] & run.topic.experiments.keys()
        if run.topic.experiments and not (run.partial or judged):
            yield from experiment_lines(run.topic, said.width)
        worth = [] if run.partial else points_of(run.topic, result)
        # Of what nobody has begun each part says its points, and a page is short.
        if len(worth) > 1 and any(part.earned for part in worth):
            yield points_line(worth)
        if run.topic.ritual and not run.partial:
            begun = any((run.topic.folder / name).exists() for name in RITUAL_COPIES.values())
            yield pointer(run.topic.id, begun)


def points_line(worth: Sequence[Points]) -> str:
    """The sum of a topic's points, and what it is made of."""
    earned = format_points(sum(part.earned for part in worth))
    each = [
        f"{part.what} {format_points(part.earned) if part.known else '-'} of {part.points}"
        for part in worth
    ]
    return f"points: {earned} of {sum(part.points for part in worth)}: {', '.join(each)}"


def nothing_selected(config: pytest.Config, topics: Sequence[Topic]) -> Iterator[str]:
    """What to say where no check is left to run."""
    yield from nothing(config, topics, course_of(topics[0]))


def _place(order: list[str], run: TopicRun) -> int:
    return order.index(run.topic.id) if run.topic.id in order else 0
