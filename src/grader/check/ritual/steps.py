"""The four steps of the ritual, judged: what was handed in becomes four tasks of the record.

A cell is a check. A file that cannot be read is one check of its own, and a cell that does not run
costs only itself: the cells below it find what the original would have left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.check.ritual.cells import Cells
from grader.check.ritual.condensed import judge_condensed
from grader.check.ritual.notebook import Notebook
from grader.check.ritual.plan import RitualSpec
from grader.check.ritual.rewritten import Rewritten
from grader.check.ritual.step import Expected, Handed, Step
from grader.record import RitualResult


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
        "R1": lambda step, notebook: step.describe(
            notebook, {name: cell.nouns for name, cell in spec.cells.items()}
        ),
        "R2": lambda step, notebook: Rewritten(step, notebook, start, expected).judge(),
        "R3": lambda step, notebook: judge_condensed(step, notebook, start, expected),
        "R4": lambda step, notebook: step.describe(
            notebook, {part.name: part.nouns for part in spec.manifest.parts}
        ),
    }
    steps = []
    for name, judge in judges.items():
        step = Step(spec, name)
        step.judge(handed.get(name), judge)
        steps.append(step.task())
    return RitualResult(notebook=spec.topic.ritual, steps=steps)
