"""The contract of a topic's ritual: it can be judged, and the reference does all of it."""

from __future__ import annotations

from classroom.author import compose
from classroom.author.contract import Problem
from grader.course.manifest import RITUAL_COPIES, Course, Topic
from grader.errors import CourseError
from grader.ritual.cells import expected_values, local_cells
from grader.ritual.judging import judge_ritual
from grader.ritual.spec import load_ritual
from grader.ritual.step import Handed


def ritual_problems(course: Course, topic: Topic) -> list[Problem]:
    """The ritual can be judged, and the reference's notebooks do all of it."""
    if not topic.ritual:
        return []
    where = topic.path_in_repository(topic.ritual)
    try:
        spec = load_ritual(topic)
        expected = expected_values(spec)
    except CourseError as e:
        return [Problem(where, str(e), "mend the notebook or its .toml")]
    handed = {
        step: Handed(compose.ritual(course, topic)[topic.path_in_repository(name)].encode())
        for step, name in RITUAL_COPIES.items()
    }
    done = judge_ritual(spec, handed, local_cells(spec), lambda: expected)
    return [
        Problem(f"reference/{topic.id}/{step.file}", f"{check.title}: {check.summary}", "mend it")
        for step in done.steps
        for check in step.checks
        if check.state != "pass"
    ]
