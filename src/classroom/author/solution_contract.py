"""The contract of what `grader solution` shows: ours, one other way, and what differs."""

from __future__ import annotations

from collections.abc import Iterator

from classroom.author.contract import Problem
from grader.course.manifest import Course, Topic
from grader.learn.solutions import made, sentences, undescribed

_SENTENCES = 2


def solution_problems(course: Course, topic: Topic) -> Iterator[Problem]:
    """Every task that has another way has one that says in two sentences what differs."""
    where = f"reference/{topic.id}/alternatives"
    for task in undescribed(course, topic):
        what = f"nothing says what differs in the other ways of {task.id}"
        advice = "say it below the first line of a file's docstring, or in a function's own"
        yield Problem(where, what, advice)
    for ref, solution in made(course, topic).items():
        count = sentences(solution.differs)
        if solution.other and count != _SENTENCES:
            what = f"{count} sentences say what differs in the other way of {ref}"
            yield Problem(where, what, f"write {_SENTENCES}: {solution.differs!r}")
