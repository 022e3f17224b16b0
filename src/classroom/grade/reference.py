"""The course's own solution, judged with every run: a check that it does not pass is our fault.

Such a check counts for nobody, whatever a submission did with it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from classroom.report.faults import COURSE, SOLUTION, Fault
from grader.check.score import rescored
from grader.course.experiments import REPORT
from grader.course.manifest import Course, Topic
from grader.record import GRADING_PROBLEM, CheckResult, Row, TopicResult
from grader.repository.collect import Collected

NAME = "reference"


def handed_in(course: Course, topic: Topic, *, reported: bool) -> Collected:
    """Solution files of a topic as a submission, without answers, and its report where that is
    asked for; what is missing is said.
    """
    files, problems = {}, {}
    for name in [*(file.name for file in topic.files), *([REPORT] if reported else [])]:
        path = topic.path_in_repository(name)
        solution = course.reference / topic.id / name
        try:
            files[path] = solution.read_text(encoding="utf-8").encode()
        except (OSError, UnicodeDecodeError):
            problems[path] = f"{solution.relative_to(course.root)} cannot be read"
    return Collected(NAME, NAME, files=files, problems=problems)


def faults_of(result: TopicResult, *, reported: bool) -> list[Fault]:
    """The checks that the reference does not pass: of its experiments, or of all else."""
    return [
        Fault(
            result.id,
            f"{task.ref} {task.id}",
            check.id,
            check.summary or check.state.replace("_", " "),
        )
        for task in result.tasks
        if (task.file == REPORT) == reported
        for check in task.checks
        if check.state != "pass"
    ]


def without(result: TopicResult, topic: Topic, faults: Sequence[Fault]) -> TopicResult:
    """`result` with the checks of `faults` counting for nobody."""
    if not faults:
        return result
    said = {fault.check: fault.said for fault in faults}
    tasks = []
    for task in result.tasks:
        checks = []
        for check in task.checks:
            why = said.get(check.id, said.get(""))
            checks.append(check if why is None else _uncounted(check, why))
        tasks.append(msgspec.structs.replace(task, checks=checks))
    return rescored(msgspec.structs.replace(result, tasks=tasks), topic)


def _uncounted(check: CheckResult, said: str) -> CheckResult:
    """`check` without what it found in a submission."""
    summary = "the course's fault, not counted: the reference solution does not pass it either"
    return CheckResult(
        id=check.id,
        task=check.task,
        part=check.part,
        title=check.title,
        visibility=check.visibility,
        state="not_started" if check.state == "not_started" else "error",
        category=GRADING_PROBLEM,
        summary=summary,
        rows=[Row(COURSE, f"{SOLUTION}{said}"), Row("result", summary)],
        seed=check.seed,
    )
