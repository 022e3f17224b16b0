"""Which quick test runs which line, and how long it takes: the first stage of a mutation run.

A plugin of pytest, loaded under coverage: `coverage run -m pytest -p tests.repository.quick_tests`.
"""

from __future__ import annotations

import ast
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

# The plugin writes the seconds of each test here.
SECONDS_FILE = "QUICK_TESTS_SECONDS"
# Marks the context of what ran before a test: a fixture may be other tests' as well.
_BEFORE = "@"
_seconds: dict[str, float] = defaultdict(float)


def _context(name: str) -> None:
    if measured := coverage.Coverage.current():
        measured.switch_context(name)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What a fixture runs stands under the test's name, marked."""
    _context(_BEFORE + item.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """What the test itself runs stands under its name."""
    _context(item.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """What comes after a test is nobody's."""
    _context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Sum up the phases of a test."""
    _seconds[report.nodeid] += report.duration


def pytest_sessionfinish() -> None:
    """Write down how long each test took."""
    if path := os.environ.get(SECONDS_FILE):
        Path(path).write_text(json.dumps(_seconds))


@dataclass
class QuickTests:
    """`lines` of a file -> the tests that run them; `before` the same for their fixtures."""

    seconds: dict[str, float]
    lines: dict[str, dict[int, set[str]]]
    before: dict[str, dict[int, set[str]]]
    distrusted: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, data: Path, seconds: Path, tree: Path) -> QuickTests:
        """What a run in the folder `tree` has found."""
        measured = coverage.CoverageData(str(data))
        measured.read()
        found = cls(json.loads(seconds.read_text()), {}, {})
        for path in measured.measured_files():
            name = Path(path).relative_to(tree).as_posix()
            lines: dict[int, set[str]] = {}
            before: dict[int, set[str]] = {}
            for line, contexts in measured.contexts_by_lineno(path).items():
                lines[line] = {c for c in contexts if c and not c.startswith(_BEFORE)}
                before[line] = {c[1:] for c in contexts if c.startswith(_BEFORE)}
            found.lines[name], found.before[name] = lines, before
        return found

    def of(self, file: str, statement: range, limit: float) -> list[str]:
        """The tests that run a statement, quickest first, up to `limit` seconds of them."""
        chosen = self._at(self.lines, file, statement)
        # What runs in a fixture of a module may be told by any test of that module.
        first = self._at(self.before, file, statement)
        modules = {name.partition("::")[0] for name in first}
        chosen |= first | {n for n in self.seconds if n.partition("::")[0] in modules}
        return list(self._within(chosen - self.distrusted, limit))

    def run(self, file: str, statement: range) -> bool:
        """Whether any test or fixture runs it."""
        return bool(self._at(self.lines, file, statement) | self._at(self.before, file, statement))

    @staticmethod
    def _at(lines: dict[str, dict[int, set[str]]], file: str, statement: range) -> set[str]:
        known = lines.get(file, {})
        return set().union(*(known.get(line, set()) for line in statement))

    def _within(self, names: set[str], limit: float) -> Iterator[str]:
        for name in sorted(names, key=lambda name: (self.seconds.get(name, 0.0), name)):
            limit -= self.seconds.get(name, 0.0)
            if limit < 0:
                return
            yield name


def statement_at(text: str, line: int) -> range:
    """The lines of the innermost statement at `line`; of a compound one, those of its head.

    Where the head of a function is meant (a default), all its lines: it runs as it is imported.
    """
    best = range(line, line + 1)
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.stmt) or not node.lineno <= line <= (node.end_lineno or 0):
            continue
        body = getattr(node, "body", None)
        if isinstance(node, ast.FunctionDef) and line < node.body[0].lineno:
            return range(node.lineno, (node.end_lineno or line) + 1)
        end = body[0].lineno - 1 if body and isinstance(body, list) else node.end_lineno or line
        if line <= max(end, node.lineno):
            best = range(node.lineno, max(end, node.lineno) + 1)
    return best
