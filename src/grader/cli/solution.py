"""grader solution: ours, and one other way, for a task that passes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption
from grader.cli.work import find_tasks, which
from grader.course.manifest import Course, TaskSpec, Topic, find_course
from grader.errors import UsageError


def solution(
    task: Annotated[str, typer.Argument(help="A task: its id (dcounts) or number (M4-E5).")],
    course: CourseOption = Path(),
) -> None:
    """Show a solution of a task that passes, and one other way with what differs.

    A topic that has changed since its last whole run is run again first. In a class the solutions
    of a topic come with a release after its deadline.

    Example: grader solution dcounts
    """
    from grader.check.source import read_sources
    from grader.learn.solutions import solution_page
    from grader.learn.step import current

    found = find_course(course.resolve())
    topic, spec = _task(found, task)
    result = current(found, topic, read_sources(topic, found.root))
    for line in solution_page(found, topic, spec, result):
        typer.echo(line)


def _task(course: Course, name: str) -> tuple[Topic, TaskSpec]:
    found, others = find_tasks(course, name)
    if not found:
        raise UsageError(which(others, name, "grader solution"))
    if len(found) > 1:
        refs = ", ".join(f"{each.task.ref} ({each.topic.id})" for each in found)
        raise UsageError(f"several tasks are called '{name}'; say which: {refs}.")
    return found[0].topic, found[0].task
