"""One step of the ritual while it is judged: its checks, and what is said of a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.course.manifest import RITUAL_COPIES
from grader.escape import plain
from grader.record import CheckResult, CheckState, Row, TaskResult, TaskState
from grader.render.closed import exception_name
from grader.ritual.cells import cell_of
from grader.ritual.copies import TITLES, ours, retagged
from grader.ritual.describe import Described, above, elsewhere, judge_texts
from grader.ritual.filler import TextVerdict
from grader.ritual.reading import Cell, Notebook, Unreadable, read_notebook, without_magics
from grader.ritual.spec import CellPart, CellSpec, RitualSpec
from grader.sandbox.execute import Failure
from grader.sandbox.host import ChildDied

# Cell -> checked variable -> what the original leaves.
Expected = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Handed:
    """A step's notebook as it was handed in: its bytes, or why it cannot be read."""

    data: bytes = b""
    problem: str = ""


class Step:
    """One step: its checks, in the order of the notebook."""

    def __init__(self, spec: RitualSpec, name: str) -> None:
        self.spec = spec
        self.name = name
        self.path = spec.topic.path_in_repository(RITUAL_COPIES[name])
        self.checks: list[CheckResult] = []

    def judge(self, handed: Handed | None, judge: Callable[[Step, Notebook], None]) -> None:
        """Have `judge` add the checks of the notebook, if there is one that can be read."""
        if handed is None:
            self.add("notebook", "the notebook is there", "not_started", "not begun")
            return
        try:
            if handed.problem:
                raise Unreadable(handed.problem)
            notebook = read_notebook(handed.data)
        except Unreadable as e:
            summary = f"{RITUAL_COPIES[self.name]} cannot be judged: {e}"
            rows = [Row("file", summary)]
            self.add("notebook", "the notebook can be read", "error", summary, rows)
            return
        names = [part.name for part in self.spec.manifest.parts]
        names = list(self.spec.cells) if self.name in ("R1", "R2") else names
        notebook = retagged(notebook, self.spec, self.name)
        if notebook.code and not any(notebook.tagged(name) for name in names):
            summary = f"no code cell has one of the tags {names[0]}, {names[1]}, ..."
            put_back = "put the tags back, or move the notebook away and make the copy anew"
            rows = [Row("tags", summary), Row("next", put_back)]
            self.add("notebook", "cells are known by their tags", "error", summary, rows)
            return
        judge(self, notebook)
        self.checks[0].notes += notebook.notes

    def task(self) -> TaskResult:
        """The step as a task of the record."""
        return TaskResult(
            id=self.name,
            ref="",
            title=TITLES[self.name],
            file=RITUAL_COPIES[self.name],
            points=0,
            state=_state(self.checks),
            checks=self.checks,
        )

    def add(
        self,
        name: str,
        title: str,
        state: CheckState = "pass",
        summary: str = "",
        rows: Sequence[Row] = (),
        *,
        cell: Cell | None = None,
        line: int = 0,
        exception: str = "",
    ) -> CheckResult:
        """Take down one check; `line` of `cell` is where it went wrong."""
        shown = [Row(row.label, plain(row.text, 300)) for row in rows]
        where = ""
        if cell is not None:
            where = f"{self.path}, {cell.place}" + (f", line {line}" if line else "")
            text = cell.source.split("\n")[line - 1].strip() if line else ""
            shown[:0] = [Row("cell", where), *([Row("line", plain(text, 100))] if text else [])]
        again = Row("again", f"grader ritual check {self.spec.topic.id}")
        check = CheckResult(
            id=f"{self.path}::{name}",
            task=self.name,
            title=title,
            visibility="visible",
            state=state,
            summary=plain(summary, 300),
            rows=[*shown, again] if state not in ("pass", "not_started") else [],
            exception=exception,
            where=where if state not in ("pass", "not_started") else "",
        )
        self.checks.append(check)
        return check

    def one_tagged(self, notebook: Notebook, name: str, title: str) -> Cell | None:
        """The code cell tagged `name`; where there is not one, that is the check's problem."""
        return self.only(notebook.tagged(name), name, title)

    def only(self, found: Sequence[Cell], name: str, title: str) -> Cell | None:
        """The one cell of `found`, which are tagged `name`."""
        if len(found) == 1:
            return found[0]
        if found:
            places = " and ".join(str(cell.number) for cell in found[:5])
            summary = f"{len(found)} code cells have the tag {name}: {places}"
            rows = [Row("tags", summary), Row("next", "take the tag off all but one of them")]
        else:
            summary = f"no code cell has the tag {name}"
            rows = [Row("tags", summary), Row("next", "give the tag back to its cell")]
        self.add(name, title, "error", summary, rows)
        return None

    def describe(self, notebook: Notebook, parts: Mapping[str, CellSpec | CellPart]) -> None:
        """R1 and R4: the cell tagged with each name of `parts` has a description above it."""
        nouns = {name: each.nouns for name, each in parts.items()}
        checked = {name: each.checked for name, each in parts.items()}
        originals = [cell.source for cell in self.spec.originals.values()]
        titles = {name: f"{name} has a description" for name in nouns}
        found: dict[int, list[str]] = {}
        cells: dict[int, Cell] = {}
        for name in nouns:
            cell = self.one_tagged(notebook, name, titles[name])
            if cell is not None:
                found.setdefault(cell.number, []).append(name)
                cells[cell.number] = cell
        texts = [
            Described(
                " and ".join(names),
                above(notebook, cells[number], ours(self.spec)),
                [noun for name in names for noun in nouns[name]],
                without_magics(cells[number].source).source,
                [variable for name in names for variable in checked[name]],
                elsewhere(notebook, cells[number], ours(self.spec), "\n".join(originals)),
            )
            for number, names in found.items()
        ]
        code = "\n".join(cell.source for cell in notebook.code)
        given = ours(self.spec)
        verdicts = judge_texts(texts, code, self.spec.manifest.min_words, given)
        for (number, names), verdict in zip(found.items(), verdicts, strict=True):
            for name in names:
                self._described(name, titles[name], cells[number], verdict)
        unnamed = [each for each, v in zip(texts, verdicts, strict=True) if v.unnamed]
        if unnamed:
            shown = ", ".join(each.name for each in unnamed[:5])
            shown += f" and {len(unnamed) - 5} more" if unnamed[5:] else ""
            of = f" for {unnamed[0].name}" if unnamed[1:] else ""
            self.checks[-1].notes.append(
                f"{shown}: would somebody who has not seen the cell know what it works on? "
                f"A word such as {', '.join(unnamed[0].nouns[:3])} says it{of}"
            )
        places = {name: i for i, name in enumerate(nouns)}
        self.checks.sort(key=lambda check: places[check.id.rpartition("::")[2]])

    def _gone(self, name: str, cell: Cell) -> bool:
        """Whether nothing is left of the code of a cell that is there to be described."""
        original = self.spec.originals.get(name) if self.name == "R1" else None
        lines = {line.strip() for line in original.source.split("\n")} - {""} if original else set()
        return bool(lines) and not lines & {line.strip() for line in cell.source.split("\n")}

    def _described(self, name: str, title: str, cell: Cell, verdict: TextVerdict) -> None:
        state: CheckState = "pass"
        if verdict.problem and self._gone(name, cell):
            verdict = TextVerdict(
                f"the code of {name} is gone: {cell.place} has something else",
                "the code stays as it is; the description stands in a text cell above it",
                f"copy the code back from {self.spec.topic.ritual}, and write the text above it",
            )
        if verdict.problem:
            state = "not_started" if verdict.missing else "fail"
        rows = [Row("text", verdict.problem)]
        rows += [Row("", verdict.detail)] if verdict.detail else []
        rows += [Row("next", verdict.next)] if verdict.next else []
        self.add(name, title, state, verdict.problem, rows, cell=cell)

    def ended(self, name: str, title: str, cell: Cell, died: ChildDied) -> CheckResult:
        """A cell that gave no answer."""
        if died.reason == "timeout":
            rows = [Row("time", f"{died.detail}; is there a loop that never ends?")]
            return self.add(name, title, "timeout", died.detail, rows, cell=cell)
        summary = "the cell ended Python before it was done"
        return self.add(name, title, "error", summary, [Row("ended", died.detail)], cell=cell)

    def foreign(self, name: str, title: str, cell: Cell, missing: Sequence[str]) -> CheckResult:
        """A cell that imports packages which are not there at grading."""
        have = ["torch", "numpy", *self.spec.manifest.packages]
        names = " and ".join(missing[:3])
        are = "is" if len(missing) == 1 else "are"
        summary = f"{cell.place} imports {names}, which {are} not there at grading"
        known = ", ".join(have[:-1]) + " and " + have[-1]
        rows = [
            Row("import", summary),
            Row("next", f"do without: there are {known}, and what draws"),
        ]
        return self.add(name, title, "error", summary, rows, cell=cell)

    def raised(
        self, name: str, title: str, cell: Cell, failure: Failure, notebook: Notebook
    ) -> CheckResult:
        """A cell that raised; the line may be one of a function in another cell."""
        place = cell_of(failure)
        numbered = {each.number: each for each in notebook.code}
        where, line = cell, 0
        if place is not None and place[0] in numbered:
            inner = numbered[place[0]]
            if 1 <= place[1] <= inner.source.count("\n") + 1:
                where, line = inner, place[1]
        kind, text = exception_name(failure.type), plain(failure.text, 300)
        if failure.kind == "exit":
            kind, text = "SystemExit", "a cell does not end Python"
        summary = f"{cell.place} raised {kind}" + (f": {text}" if text else "")
        run = Row(
            "next", "run the whole notebook in Jupyter (Restart and run all) and mend it there"
        )
        rows = [Row("raised", summary), run]
        return self.add(name, title, "error", summary, rows, cell=where, line=line, exception=kind)


def dropped_lines(cell: Cell, lines: Sequence[str]) -> list[str]:
    """A note that names the magics and shell lines of a cell."""
    if not lines:
        return []
    shown = ", ".join(lines[:3]) + (f" and {len(lines) - 3} more" if len(lines) > 3 else "")
    return [f"{cell.place}: left out, since Jupyter is not at work here: {shown}"]


def _state(checks: Sequence[CheckResult]) -> TaskState:
    """All pass, none begun, some done and none wrong, or the first that is wrong."""
    states = list(dict.fromkeys(check.state for check in checks))
    if len(states) == 1:
        return states[0]
    wrong = [state for state in states if state not in ("pass", "not_started")]
    return wrong[0] if wrong else "partial"
