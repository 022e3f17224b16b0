"""The ritual at grading: the notebooks of a submission, their cells in jailed children."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from grader.course.manifest import RITUAL_COPIES, Topic
from grader.record import RitualResult
from grader.repository.collect import Collected
from grader.ritual.cells import expected_values, jailed_cells
from grader.ritual.judging import judge_ritual
from grader.ritual.spec import load_ritual
from grader.ritual.step import Expected, Handed
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
        start = jailed_cells(zygote, self._spec, workspace, given)
        return judge_ritual(self._spec, handed, start, self._expected)
