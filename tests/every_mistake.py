"""The class that holds everything: the reference, alternatives, every mistake, hostile code."""

from __future__ import annotations

from collections.abc import Iterator

from classroom.author import compose
from classroom.author.compose import Files, half_done, solutions
from classroom.author.demo import ENDLESS, EXITING, SYNTAX_ERROR, spoiled
from grader.course.manifest import Course

HOSTILE = ("infinite-loop", "os-exit")


def every_mistake(course: Course) -> Iterator[tuple[str, Files]]:
    """(student, solution files over all topics)."""
    topics = list(course.topics.values())
    everywhere = [(topic, solutions(course, topic)) for topic in topics]
    for member in compose.members(course):
        # Once is enough to show it: a ritual takes longer than all tasks of a topic.
        done = [compose.ritual(course, topic) for topic in topics if member.name == "reference"]
        yield member.name, merged(iter([member.files, *done]))
    yield "half-done", merged(half_done(course, topic) for topic in topics)
    topic, files = everywhere[0]
    others = merged(other for t, other in everywhere if t is not topic)
    for name, body in (
        ("infinite-loop", ENDLESS),
        ("os-exit", EXITING),
        ("syntax-error", SYNTAX_ERROR),
    ):
        yield name, others | spoiled(topic, files, body)


def merged(parts: Iterator[Files]) -> Files:
    """The files of all parts."""
    return {name: text for part in parts for name, text in part.items()}
