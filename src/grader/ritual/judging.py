"""The four steps of the ritual, judged: what was handed in becomes four tasks of the record.

A cell is a check. A file that cannot be read is one check of its own, and a cell that does not run
costs only itself: the cells below it find what the original would have left.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from grader.check.workspace import copy_given
from grader.course.manifest import MAX_NOTEBOOK, RITUAL_COPIES
from grader.record import RitualResult, TaskResult
from grader.ritual.cells import Cells, expected_values, jailed_cells, local_cells
from grader.ritual.condensed import describe_condensed, judge_condensed
from grader.ritual.reading import Notebook
from grader.ritual.rewritten import Rewritten
from grader.ritual.spec import RitualSpec
from grader.ritual.step import Expected, Handed, Step
from grader.sandbox.host import Zygote


def judge_ritual(
    spec: RitualSpec,
    handed: Mapping[str, Handed],
    start: Callable[[], Cells],
    expected: Callable[[], Expected],
) -> RitualResult:
    """The record of the ritual; `handed` has the steps (R1, ...) that are there.

    `start` makes a namespace for cells, `expected` knows what the originals leave.
    """
    judges: dict[str, Callable[[Step, Notebook], None]] = {
        "R1": lambda step, notebook: step.describe(notebook, spec.cells),
        "R2": lambda step, notebook: Rewritten(step, notebook, start, expected).judge(),
        "R3": lambda step, notebook: judge_condensed(step, notebook, start, expected),
        "R4": lambda step, notebook: describe_condensed(
            step, notebook, steps[-1], handed.get("R3"), start, expected
        ),
    }
    steps = list[TaskResult]()
    for name, judge in judges.items():
        step = Step(spec, name)
        step.judge(handed.get(name), judge)
        steps.append(step.task())
    return RitualResult(notebook=spec.topic.ritual, steps=steps)


def local_ritual(spec: RitualSpec, *, jail: bool) -> RitualResult:
    """The ritual as it stands in the learner's folder. Raises CourseError or EngineError."""
    topic = spec.topic
    handed = {step: _handed(topic.folder / name) for step, name in RITUAL_COPIES.items()}
    begun = {step: each for step, each in handed.items() if each is not None}

    @cache
    def expected() -> Expected:
        return expected_values(spec)

    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
    if not jail:
        return judge_ritual(spec, begun, local_cells(spec), expected)
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        work, given = Path(folder, "work"), Path(folder, "given")
        work.mkdir()
        copy_given(topic.folder.parent, [topic], given)
        zygote = Zygote()
        try:
            return judge_ritual(spec, begun, jailed_cells(zygote, spec, work, given), expected)
        finally:
            zygote.close()


def _handed(path: Path) -> Handed | None:
    """The notebook at `path`; None if it is not begun."""
    try:
        with path.open("rb") as stream:
            return Handed(stream.read(MAX_NOTEBOOK + 1))
    except FileNotFoundError:
        return None
    except OSError as e:
        return Handed(problem=f"it cannot be read: {e.strerror}")
