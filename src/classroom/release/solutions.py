"""The solutions in a release: which topics' are there, and that nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from classroom.author.contract import Problem
from grader.course.manifest import Course, Topic
from grader.errors import UsageError
from grader.learn.solutions import FILE, decoded, encoded, made


def are_free(course: Course, topic: Topic, now: datetime) -> bool:
    """Whether a release of this moment brings the solutions of `topic`."""
    return not course.waits(topic) or topic.revealed(now)


def put_solutions(course: Course, theirs: Path, now: datetime) -> list[str]:
    """Write the solutions that are free into the release at `theirs`; their paths in it."""
    paths = []
    for topic in course.topics.values():
        if are_free(course, topic, now):
            name = topic.path_in_repository(FILE)
            (theirs / name).write_bytes(encoded(course, topic))
            paths.append(name)
    return paths


def solution_leaks(course: Course, name: str, content: bytes, now: datetime) -> Iterator[Problem]:
    """What the file `name` of a release says of solutions, and may not, at the moment `now`."""
    try:
        held = decoded(content, name)
    except UsageError:
        held = None
    topics = {topic.path_in_repository(FILE): topic for topic in course.topics.values()}
    topic = topics.get(name)
    if topic is None:
        if held is not None:
            yield Problem(name, "holds solutions, encoded", "take it out and release again")
    elif not are_free(course, topic, now):
        what = "holds the solutions while they wait for the deadline"
        yield Problem(name, what, "take it out; a release after the deadline brings it")
    elif held != made(course, topic):
        what = f"holds something else than the solutions of {topic.id}"
        yield Problem(name, what, "take it out of the commit: a release makes it")
