"""R2: every cell, whatever its text, leaves what the original leaves, and the original is gone."""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.check.outcome import Mismatch
from grader.record import CheckResult, Row
from grader.ritual.canonical import foreign, imported, parsed, read_by
from grader.ritual.cells import Cells, Runner, place_of
from grader.ritual.compare import Frame, Series, compare
from grader.ritual.reading import Cell, Notebook, bound_names, definitions, export_code
from grader.ritual.spec import Kept
from grader.ritual.step import Expected, Step, dropped_lines
from grader.sandbox.execute import Failure
from grader.sandbox.host import ChildDied

_UNKNOWN = re.compile(r"name '(\w{1,60})' is not defined")


class Rewritten:
    """R2: every cell leaves what the original leaves, and the original is gone."""

    def __init__(
        self,
        step: Step,
        notebook: Notebook,
        start: Callable[[], Cells],
        expected: Callable[[], Expected],
    ) -> None:
        self.step = step
        self.spec = step.spec
        self.notebook = notebook
        self.runner = Runner(start)
        self.expected = expected
        self.done: set[str] = set()
        self.names: dict[int, str] = {}
        # Name -> the cell that would have made it, had it run.
        self.lost: dict[str, Cell] = {}
        # Variable -> the cell that should have left it, where the original's is there instead.
        self.replaced: dict[str, Cell] = {}
        # What is said of helpers, which have no check of their own.
        self.notes: list[str] = []
        # Whether tables are pandas' own here, as in the originals.
        self.pandas = True

    def judge(self) -> None:
        """Add the checks of all cells to the step."""
        originals = set()
        found = self.spec.kept_by(self.notebook)
        for name, kept in found.items():
            originals |= {each.cell.number for each in kept}
            tagged = self.notebook.tagged(name)
            # A cell that keeps the original is told as that, not as a tag too many.
            tagged = [c for c in tagged if all(c is not each.cell for each in kept)] or tagged
            cell = self.step.only(tagged, name, self.title(name))
            if cell is None:
                continue
            edited = [each.cell for each in kept if each.by == "edited"]
            if edited:
                self._edited(name, edited[0], cell)
            elif cell.blank:
                summary = "nothing is written in the cell"
                self.step.add(name, self.title(name), "not_started", summary, cell=cell)
            elif kept:
                self._kept(name, kept[0])
            else:
                self.names[cell.number] = name
        try:
            if self.names:
                self._run(originals)
        finally:
            self.runner.forget()
        places = {name: i for i, name in enumerate(self.spec.cells)}
        last = len(places)
        self.step.checks.sort(key=lambda c: places.get(c.id.rpartition("::")[2], last))
        self.step.checks[0].notes += self.notes

    def title(self, name: str) -> str:
        """What is true of a right cell."""
        variables = self.spec.cells[name].checked
        return f"{name} leaves {', '.join(variables)} as the original does"

    def _edited(self, name: str, cell: Cell, own: Cell) -> None:
        """The original's cell was written over, where another cell is for that."""
        summary = f"{cell.place} is changed, but tagged original: write in {own.place}"
        todo = f"move what you wrote to {own.place}, and delete {cell.place}"
        if not own.blank:
            summary = f"{cell.place} is changed, but tagged original: {own.place} is judged"
            todo = f"delete {cell.place}"
        rows = [Row("edited", summary), Row("next", todo)]
        self.step.add(name, self.title(name), "fail", summary, rows, cell=cell)

    def _kept(self, name: str, kept: Kept) -> None:
        cell, another = kept.cell, self.spec.cells[name].another
        said = {
            "id": f"{cell.place} has its id",
            "text": f"{cell.place} has its text",
            "code": f"{cell.place} does the same steps, with other names or in another layout",
        }
        summary = f"the original of {name} is still there: {said[kept.by]}"
        how = f"in your own way, for instance with {another}" if another else "from memory"
        rows = [
            Row("kept", summary),
            Row("next", f"delete that cell, and write what it does {how}"),
        ]
        self.step.add(name, self.title(name), "fail", summary, rows, cell=cell)

    def _has_pandas(self) -> bool:
        """Whether the student's table is pandas' own, as far as the cell that makes it tells."""
        first = next(
            (
                name
                for name, left in self.expected().items()
                if any(isinstance(value, Frame) for value in left.values())
            ),
            "",
        )
        made = [cell for cell in self.notebook.code if self.names.get(cell.number) == first]
        known = imported([self.spec.imports, *(cell.source for cell in self.notebook.code)])
        names = {name for name, full in known.items() if full.partition(".")[0] == "pandas"}
        return not made or bool(names & read_by(parsed(made[0].source)))

    def _run(self, originals: set[int]) -> None:
        self.pandas = self._has_pandas()
        cells = self.notebook.code
        for cell, code in zip(cells, export_code(cells), strict=True):
            name = self.names.get(cell.number, "")
            foreign = cell.number in originals or any(tag in self.spec.cells for tag in cell.tags)
            if not name and foreign:
                continue
            if name:
                self._fill_in(before=name)
            check = self._one(name, cell, code.source)
            notes = self.notes if check is None else check.notes
            notes += dropped_lines(cell, code.dropped)

    def _fill_in(self, before: str) -> None:
        """Have what the originals leave of the cells above that the student has not done."""
        for name in self.spec.cells:
            if name == before:
                return
            if name not in self.done:
                self._original(name)

    def _original(self, name: str) -> None:
        """Have in later cells what the original of `name` leaves."""
        self.done.add(name)
        names = list(self.spec.cells)
        above = names[: names.index(name) + 1]
        sources = [self.spec.originals[each].source for each in above]
        checked = self.spec.cells[name].checked
        self.runner.fill_in(self.spec.imports, sources, checked, pandas=self.pandas)

    def _one(self, name: str, cell: Cell, source: str) -> CheckResult | None:
        """Run one cell; its check. A helper has one only if it does not run."""
        title = self.title(name) if name else f"{cell.place} runs"
        label = name or cell.place
        self.done |= {name} - {""}
        if missing := foreign(source, self.spec.manifest.packages):
            self._instead(cell, source)
            if name:
                self._original(name)
            return self.step.foreign(label, title, cell, missing)
        try:
            failure = self.runner.run(place_of(cell.number), source)
            if failure is None:
                check = self._left(name, title, cell) if name else None
                self.runner.replay(place_of(cell.number), source)
            else:
                check = self._raised(label, title, cell, failure)
                self._instead(cell, source)
        except ChildDied as died:
            check = self.step.ended(label, title, cell, died)
            self._instead(cell, source)
        if check is not None and check.state != "pass":
            self._say_replaced(check, source)
        if name and check is not None and check.state != "pass":
            self._original(name)
            self.replaced |= dict.fromkeys(self.spec.cells[name].checked, cell)
        return check

    def _say_replaced(self, check: CheckResult, source: str) -> None:
        """Where a cell reads what an earlier one should have left, say whose that is here."""
        for variable in sorted(read_by(parsed(source)) & self.replaced.keys())[:1]:
            earlier = self.replaced[variable]
            text = f"`{variable}` is that of the original here, since {earlier.place} is not right"
            check.rows.insert(-1, Row("above", text))

    def _instead(self, cell: Cell, source: str) -> None:
        """Go on without a cell that did not run: what it imports and defines is kept."""
        self.runner.forget()
        self.lost |= dict.fromkeys(bound_names(source), cell)
        for text in definitions(source):
            self.runner.replay(place_of(cell.number), text)

    def _raised(self, label: str, title: str, cell: Cell, failure: Failure) -> CheckResult:
        unknown = _UNKNOWN.fullmatch(failure.text) if failure.type == "NameError" else None
        before = self.lost.get(unknown[1]) if unknown else None
        if before is None or unknown is None:
            return self.step.raised(label, title, cell, failure, self.notebook)
        summary = f"there is no `{unknown[1]}`, since {before.place} does not run"
        rows = [Row("missing", summary), Row("next", f"mend {before.place} first")]
        return self.step.add(label, title, "error", summary, rows, cell=cell)

    def _left(self, name: str, title: str, cell: Cell) -> CheckResult:
        """The check of what a cell left behind."""
        look = Row(
            "next", f"run the original in {self.spec.topic.ritual} and look at what it leaves"
        )
        for variable, expected in self.expected()[name].items():
            found = self.runner.read(variable)
            if found.problem:
                summary = f"`{variable}` cannot be read: {found.problem}"
                kinds = "tensors, numbers, text, lists, dicts and what pandas has can"
                rows = [Row("type", f"{summary}; {kinds}"), look]
                return self.step.add(name, title, "fail", summary, rows, cell=cell)
            if not found.there:
                summary = f"there is no `{variable}` after the cell"
                rows = [Row("value", f"{summary}; the original leaves one"), look]
                return self.step.add(name, title, "fail", summary, rows, cell=cell)
            if isinstance(expected, Frame | Series):
                self.pandas = isinstance(found.value, Frame | Series)
            try:
                compare(found.value, expected, variable)
            except Mismatch as e:
                return self.step.add(name, title, "fail", e.summary, [*e.rows, look], cell=cell)
        return self.step.add(name, title, cell=cell)
