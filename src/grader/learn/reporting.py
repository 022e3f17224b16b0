"""What a run of pytest prints of its topics: one in full, or a line each and the one next step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

import pytest

from grader.check.run import TopicRun
from grader.course.manifest import RITUAL_COPIES, Course, Topic, load_course
from grader.errors import CourseError
from grader.learn.choosing import nothing
from grader.learn.experiments import experiment_lines
from grader.learn.local import here
from grader.learn.progress import Points, points_of
from grader.record import format_points
from grader.render.ritual import pointer
from grader.render.terminal import course_report, topic_report


def reports(
    runs: Sequence[TopicRun], asked: Mapping[str, Set[str]], *, show_all: bool
) -> Iterator[str]:
    """The report of the runs of one session, line by line, in the plan's order.

    `asked` has the tasks of each topic whose checks were to run.
    """
    if len(runs) > 1:
        course = _course_of(runs[0].topic)
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
    yield from nothing(config, topics, _course_of(topics[0]))


def _course_of(topic: Topic) -> Course | None:
    """The course of a topic; None where another topic of it is damaged."""
    try:
        return load_course(topic.folder.parent.parent)
    except CourseError:
        return None


def _place(order: list[str], run: TopicRun) -> int:
    return order.index(run.topic.id) if run.topic.id in order else 0
