"""R3: few cells, each of which does its part, in order, that run to the same end."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Sequence
from itertools import groupby, zip_longest

from grader.check.outcome import Mismatch
from grader.check.values import as_float
from grader.record import CheckResult, Row, TaskResult
from grader.ritual.canonical import bound, foreign, imported, is_constant, read_by, work
from grader.ritual.cells import Cells, Runner, Variable, place_of
from grader.ritual.compare import compare
from grader.ritual.reading import (
    Cell,
    Notebook,
    Unreadable,
    export_code,
    read_notebook,
    without_magics,
)
from grader.ritual.spec import CellPart
from grader.ritual.step import Expected, Handed, Step, dropped_lines
from grader.sandbox.host import ChildDied
from grader.sandbox.kinds import is_tensor

# A pipeline of one's own sums in other orders, over many steps.
_RTOL = 1e-3


def judge_condensed(
    step: Step, notebook: Notebook, start: Callable[[], Cells], expected: Callable[[], Expected]
) -> None:
    """R3: few cells, in the order of the parts, to the same end."""
    manifest, cells = step.spec.manifest, notebook.code
    titles = {
        "cells": f"at most {manifest.max_cells} code cells",
        "order": "the parts stand in their order",
        **{part.name: _title(part) for part in manifest.parts},
        "end": f"runs from top to bottom to the same {manifest.final}",
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
    run = _Run(step, notebook, Runner(start), expected())
    try:
        run.judge(titles["end"])
    finally:
        run.runner.forget()
    places = {name: i for i, name in enumerate(titles)}
    step.checks.sort(key=lambda check: places[check.id.rpartition("::")[2]])


def _title(part: CellPart) -> str:
    return f"{part.name} makes {', '.join(part.checked)}"


def _order(step: Step, cells: Sequence[Cell], title: str) -> None:
    order = [part.name for part in step.spec.manifest.parts]
    found = [[part for part in order if part in cell.tags] for cell in cells]
    bare = next((cell for cell, parts in zip(cells, found, strict=True) if not parts), None)
    if bare is not None:
        summary = f"{bare.place} has no tag that says which part it is"
        rows = [Row("tags", summary), Row("next", f"give it one of {', '.join(order)}")]
        step.add("order", title, "error", summary, rows, cell=bare)
        return
    double = next((at for at, parts in enumerate(found) if len(parts) > 1), None)
    if double is not None:
        summary = f"{cells[double].place} has the tags {' and '.join(found[double])}"
        rows = [Row("tags", summary), Row("next", "split it: each cell is one part")]
        step.add("order", title, "fail", summary, rows, cell=cells[double])
        return
    flat = [part for parts in found for part in parts]
    missing = [part for part in order if part not in flat]
    if missing:
        summary = f"no code cell has the tag {missing[0]}"
        rows = [Row("tags", summary), Row("next", "give it to the cell that does this part")]
        step.add("order", title, "fail", summary, rows)
    elif flat != sorted(flat, key=order.index):
        yours = ", ".join(key for key, _ in groupby(flat))
        summary = f"the parts are out of order: {yours}"
        rows = [Row("order", f"yours {yours}"), Row("", f"expected {', '.join(order)}")]
        rows.append(Row("next", "move the cells, or mend their tags"))
        step.add("order", title, "fail", summary, rows)
    else:
        step.add("order", title)


class _Run:
    """The cells, run from top to bottom; after each part its variables are looked at."""

    def __init__(self, step: Step, notebook: Notebook, runner: Runner, expected: Expected) -> None:
        self.step = step
        self.notebook = notebook
        self.runner = runner
        self.expected = {name: value for each in expected.values() for name, value in each.items()}
        self.parts = {part.name: part for part in step.spec.manifest.parts}
        self.aliases = imported([without_magics(cell.source).source for cell in notebook.code])
        self.notes: list[str] = []
        # Variable of a part -> the cell after which it was right already, before its part.
        self.early: dict[str, Cell] = {}
        self.bound = set[str]()

    def judge(self, title: str) -> None:
        """Add a check for each part that was reached, and that of the end."""
        cells = self.notebook.code
        codes = [code.source for code in export_code(cells)]
        last = {part: cell for cell in cells for part in self.parts if part in cell.tags}
        final = self.step.spec.manifest.final
        check = None
        for cell, source in zip(cells, codes, strict=True):
            try:
                check = self._ran(cell, source, title)
                if check is not None:
                    break
                here = [part for part in self.parts if last.get(part) is cell]
                for name in here:
                    own = [s for c, s in zip(cells, codes, strict=True) if name in c.tags]
                    self._part(self.parts[name], cell, "\n".join(own), alone=len(cell.tags) < 2)
                self._look_ahead(cell, list(self.parts.values()))
            except ChildDied as died:
                check = self.step.ended("end", title, cell, died)
                break
            self.bound |= bound(source)
        else:
            try:
                found = self.runner.read(final)
            except ChildDied as died:
                check = self.step.ended("end", title, cells[-1], died)
            else:
                check = _same_end(self.step, title, found, float(self.expected[final]))
        check.notes += self.notes
        judged = {each.id.rpartition("::")[2] for each in self.step.checks}
        for name, part in self.parts.items():
            if name not in judged:
                words = "not reached" if name in last else f"no code cell has the tag {name}"
                self.step.add(name, _title(part), "not_started", words)

    def _ran(self, cell: Cell, source: str, title: str) -> CheckResult | None:
        """Run one cell: None, or the check that says why it did not."""
        self.notes += dropped_lines(cell, export_code([cell])[0].dropped)
        if missing := foreign(source, self.step.spec.manifest.packages):
            return self.step.foreign("end", title, cell, missing)
        failure = self.runner.run(place_of(cell.number), source)
        if failure is not None:
            return self.step.raised("end", title, cell, failure, self.notebook)
        return None

    def _look_ahead(self, cell: Cell, parts: Sequence[CellPart]) -> None:
        """Take down which variables of later parts are there already, and right."""
        judged = {each.id.rpartition("::")[2] for each in self.step.checks}
        for part in parts:
            if part.name not in judged:
                for variable in part.checked:
                    if variable not in self.early and not self._wrong(variable):
                        self.early[variable] = cell

    def _wrong(self, variable: str) -> Mismatch | None:
        """What is wrong with a variable as it is now."""
        found, expected = self.runner.read(variable), self.expected[variable]
        if found.problem or not found.there:
            said = f"`{variable}` cannot be read: {found.problem}"
            said = said if found.problem else f"there is no `{variable}` after it"
            return Mismatch(said, [Row("value", said)], got=None)
        try:
            compare(found.value, expected, variable, rtol=_RTOL, loose=True)
        except Mismatch as mismatch:
            return mismatch
        return None

    def _part(self, part: CellPart, cell: Cell, source: str, *, alone: bool) -> None:
        """The check of one part, whose cells hold `source`; `cell` is the last of them."""
        empty = self._idle(part, source, alone)
        if empty:
            summary = f"the part {part.name} does no work: {empty}"
            names = " and ".join(f"`{name}`" for name in part.checked)
            rows = [
                Row("empty", summary),
                Row("next", f"make {names} in {part.name}, from what the parts above it have left"),
            ]
            self.step.add(part.name, _title(part), "fail", summary, rows, cell=cell)
            return
        wrong = next((each for v in part.checked if (each := self._wrong(v))), None)
        if wrong is None:
            self.step.add(part.name, _title(part), cell=cell)
            return
        look = Row("next", "compare it with what your cells of step 2 leave, one after another")
        rows = [*wrong.rows, look]
        self.step.add(part.name, _title(part), "fail", wrong.summary, rows, cell=cell)

    def _idle(self, part: CellPart, source: str, alone: bool) -> str:
        """Why the part does nothing, "" if it does something."""
        whole = work(source, self.aliases)
        if not whole:
            return "there is no statement in it that changes anything"
        for variable in part.checked:
            before = self.early.get(variable)
            if before is not None and alone:
                return f"`{variable}` is there before it, made in {before.place}"
            towards = work(source, self.aliases, [variable])
            if not towards:
                return f"`{variable}` is not made in it"
            if is_constant(towards):
                return f"`{variable}` is written down in it and not computed"
            first = part.name == next(iter(self.parts))
            if alone and not first and not read_by(whole) & self.bound:
                return f"`{variable}` is made of nothing that the parts above it have left"
        return ""


def _same_end(step: Step, title: str, found: Variable, expected: float) -> CheckResult:
    final, tolerance, value = step.spec.manifest.final, step.spec.manifest.tolerance, found.value
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


def describe_condensed(
    step: Step,
    notebook: Notebook,
    before: TaskResult,
    handed: Handed | None,
    start: Callable[[], Cells],
    expected: Callable[[], Expected],
) -> None:
    """R4: every part has a description, and its code is that of R3 or runs as well as that.

    `before` is the result of R3, `handed` its notebook.
    """
    step.describe(notebook, {part.name: part for part in step.spec.manifest.parts})
    title = "the code cells are those of step 3, or do the same"
    if not notebook.code:
        step.add("code", title, "not_started", "there is no code cell")
        return
    changed: Cell | None = notebook.code[0]
    with contextlib.suppress(Unreadable):
        if handed is not None and not handed.problem:
            changed = _changed(notebook, read_notebook(handed.data))
    if changed is None:
        if before.state == "pass":
            step.add("code", title)
            return
        summary = "they are those of step 3, and step 3 is not done"
        rows = [
            Row("code", summary),
            Row("next", "finish step 3, and copy its cells into this notebook"),
        ]
        step.add("code", title, "fail", summary, rows)
        return
    own = Step(step.spec, step.name)
    judge_condensed(own, notebook, start, expected)
    open_ = [check for check in own.checks if check.state != "pass"]
    # What was not reached has its cause in what went wrong.
    wrong = next(
        (check for check in open_ if check.state != "not_started"), next(iter(open_), None)
    )
    if wrong is None:
        step.add("code", title)
        return
    summary = f"{changed.place} is not that of step 3, and {wrong.title}: {wrong.summary}"
    rows = [
        Row("code", summary),
        Row("next", "copy the cell of step 3 into this notebook, or mend it"),
    ]
    step.add(
        "code",
        title,
        "fail" if wrong.state == "not_started" else wrong.state,
        summary,
        rows,
        cell=changed,
    )


def _changed(one: Notebook, other: Notebook) -> Cell | None:
    """The first code cell of `one` that is not that of `other`, up to blanks; None if all are."""
    cells, others = one.code, other.code
    for cell, same in zip_longest(cells, others):
        if cell is None or same is None or _bare(cell) != _bare(same):
            return cell or cells[-1]
    return None


def _bare(cell: Cell) -> str:
    return "".join(cell.source.split())
