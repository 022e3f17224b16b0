"""The ritual at grading: the notebooks of a submission, their cells in jailed children."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from grader.check.ritual.cells import expected_values, jailed_cells, local_cells
from grader.check.ritual.plan import load_ritual
from grader.check.ritual.step import Expected, Handed
from grader.check.ritual.steps import judge_ritual
from grader.course import RITUAL_COPIES, Course, Topic
from grader.errors import CourseError
from grader.grade import compose
from grader.grade.collect import Collected
from grader.grade.contract import Problem
from grader.record import RitualResult
from grader.sandbox.host import Zygote


class RitualJudge:
    """Judges the ritual of `topic` for one submission after another. Raises CourseError."""

    def __init__(self, topic: Topic) -> None:
        self._spec = load_ritual(topic)

        @cache
        def expected() -> Expected:
            return expected_values(self._spec)

        # Only asked for once somebody has written a cell.
        self._expected = expected

    def judge(
        self, collected: Collected, zygote: Zygote, workspace: Path, given: Path
    ) -> RitualResult:
        """The ritual of one submission; `workspace` is an empty folder for its children."""
        topic, handed = self._spec.topic, {}
        for step, name in RITUAL_COPIES.items():
            path = topic.path_in_repository(name)
            if path in collected.problems:
                problem = collected.problems[path].removeprefix(f"{path} ")
                handed[step] = Handed(problem=f"it {problem}")
            elif path in collected.files:
                handed[step] = Handed(collected.files[path])
        start = jailed_cells(zygote, topic, workspace, given)
        return judge_ritual(self._spec, handed, start, self._expected)


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
    done = judge_ritual(spec, handed, local_cells(topic), lambda: expected)
    return [
        Problem(f"reference/{topic.id}/{step.file}", f"{check.title}: {check.summary}", "mend it")
        for step in done.steps
        for check in step.checks
        if check.state != "pass"
    ]
