"""R3: few cells, in the order of the parts, that run to the same end."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from grader.check.values import as_float
from grader.record import CheckResult, Row
from grader.ritual.cells import Cells, Runner, place_of
from grader.ritual.reading import Cell, Notebook, export_code
from grader.ritual.step import Expected, Step, dropped_lines
from grader.sandbox.host import ChildDied
from grader.sandbox.kinds import is_tensor


def judge_condensed(
    step: Step, notebook: Notebook, start: Callable[[], Cells], expected: Callable[[], Expected]
) -> None:
    """R3: few cells, in the order of the parts, to the same end."""
    manifest, cells = step.spec.manifest, notebook.code
    final = manifest.final
    titles = {
        "cells": f"at most {manifest.max_cells} code cells",
        "order": "the parts stand in their order",
        "end": f"runs from top to bottom to the same {final}",
    }
    if len(cells) >= len(manifest.cells) or not cells:
        for name, title in titles.items():
            step.add(name, title, "not_started", f"{len(cells)} code cells, as before")
        return
    if len(cells) > manifest.max_cells:
        summary = f"there are {len(cells)} code cells, at most {manifest.max_cells} are asked for"
        rows = [Row("cells", summary), Row("next", "merge cells of the same part")]
        step.add("cells", titles["cells"], "fail", summary, rows)
    else:
        step.add("cells", titles["cells"])
    _order(step, cells, titles["order"])
    runner = Runner(start)
    try:
        _end(step, notebook, runner, titles["end"], _final(expected(), final))
    finally:
        runner.forget()


def _final(expected: Expected, name: str) -> float:
    return float(next(each[name] for each in expected.values() if name in each))


def _order(step: Step, cells: Sequence[Cell], title: str) -> None:
    order = [part.name for part in step.spec.manifest.parts]
    found = [[part for part in order if part in cell.tags] for cell in cells]
    bare = next((cell for cell, parts in zip(cells, found, strict=True) if not parts), None)
    if bare is not None:
        summary = f"{bare.place} has no tag that says which part it is"
        rows = [Row("tags", summary), Row("next", f"give it one of {', '.join(order)}")]
        step.add("order", title, "error", summary, rows, cell=bare)
        return
    flat = [part for parts in found for part in parts]
    missing = [part for part in order if part not in flat]
    if missing:
        summary = f"no code cell has the tag {missing[0]}"
        rows = [Row("tags", summary), Row("next", "give it to the cell that does this part")]
        step.add("order", title, "fail", summary, rows)
    elif flat != sorted(flat, key=order.index):
        yours = ", ".join(dict.fromkeys(flat))
        summary = f"the parts are out of order: {yours}"
        rows = [Row("order", f"yours {yours}"), Row("", f"expected {', '.join(order)}")]
        rows.append(Row("next", "move the cells, or mend their tags"))
        step.add("order", title, "fail", summary, rows)
    else:
        step.add("order", title)


def _end(step: Step, notebook: Notebook, runner: Runner, title: str, expected: float) -> None:
    cells, final = notebook.code, step.spec.manifest.final
    notes: list[str] = []
    check = None
    for cell, code in zip(cells, export_code(cells), strict=True):
        notes += dropped_lines(cell, code.dropped)
        try:
            failure = runner.run(place_of(cell.number), code.source)
        except ChildDied as died:
            check = step.ended("end", title, cell, died)
            break
        if failure is not None:
            check = step.raised("end", title, cell, failure, notebook)
            break
    else:
        try:
            reply = runner.read(final)
        except ChildDied as died:
            check = step.ended("end", title, cells[-1], died)
        else:
            value = reply.value.get("value") if type(reply.value) is dict else None
            check = _same_end(step, title, value, expected)
    check.notes += notes


def _same_end(step: Step, title: str, value: Any, expected: float) -> CheckResult:
    final, tolerance = step.spec.manifest.final, step.spec.manifest.tolerance
    if is_tensor(value) and value.numel() == 1:
        value = value.item()
    if type(value) not in (int, float):
        summary = f"there is no number `{final}` after the last cell"
        return step.add("end", title, "fail", summary, [Row("value", summary)])
    value = as_float(value)
    if not math.isfinite(value) or abs(value - expected) > tolerance:
        summary = f"`{final}` is {value:.6g}, that of the original {expected:.6g}"
        rows = [Row("value", summary), Row("", f"up to {tolerance:g} is accepted")]
        rows.append(Row("next", "compare the parts with your cells of step 2, one after another"))
        return step.add("end", title, "fail", summary, rows)
    return step.add("end", title)
