"""A few changes to the engine, drawn by chance: its tests notice each, or say why nothing could."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import WORKERS
from tests.repository.engine_mutation import (
    PARTS,
    QUICK_TESTS,
    key,
    known_survivors,
    population,
    run,
    sample,
)
from tests.repository.quick_tests import QuickTests, statement_at

COUNT = 12
FUNCTION = '''\
def f(x=1):
    """Doc."""
    y = (
        x
        + 1
    )
    if y:
        return 2
    return y
'''


@pytest.mark.full
def test_changes_to_the_engine_are_noticed() -> None:
    """Of a sample of mutants none survives that is not on record with its reason."""
    known = known_survivors()

    survivors = [t.mutant for t in run(sample(COUNT, seed=1), WORKERS) if not t.noticed]

    new = [mutant.id for mutant in survivors if key(mutant) not in known]
    assert not new, f"write a test that notices it, or the reason into engine_survivors.toml: {new}"


@pytest.mark.full
def test_survivors_on_record_are_mutants_of_today() -> None:
    """An entry of engine_survivors.toml speaks of a change that can still be made."""
    assert known_survivors().keys() <= {key(mutant) for _, mutant in population()}


def test_the_tests_that_it_runs_are_there(root: Path) -> None:
    """Each file that a command names; a part is a folder of the engine."""
    assert all((root / part).is_dir() for part in PARTS)
    for command in (QUICK_TESTS, *(command for then in PARTS.values() for command in then)):
        paths = [word for word in command if word.startswith("tests/")]
        assert [path for path in paths if not (root / path).is_file()] == []
        assert paths or command[:3] == ("grader", "course", "check")


@pytest.mark.parametrize(
    ("line", "first", "last"), [(5, 3, 6), (7, 7, 7), (8, 8, 8), (9, 9, 9), (1, 1, 9)]
)
def test_a_line_stands_for_its_statement(line: int, first: int, last: int) -> None:
    """All lines of it; of a compound one its head; of a function's head the whole function."""
    assert statement_at(FUNCTION, line) == range(first, last + 1)


def test_the_tests_of_a_line_come_quickest_first() -> None:
    """Those that run it, and all of a module in whose fixture it runs, up to a limit."""
    seconds = {"a.py::slow": 3.0, "a.py::quick": 1.0, "b.py::one": 2.0, "b.py::two": 0.5, "c": 0.1}
    ran = {"x.py": {4: {"a.py::slow"}, 5: {"a.py::quick"}}}
    known = QuickTests(seconds, ran, {"x.py": {5: {"b.py::one"}}})

    assert known.of("x.py", range(4, 5), 9.0) == ["a.py::slow"]
    assert known.of("x.py", range(4, 6), 9.0) == [
        *("b.py::two", "a.py::quick", "b.py::one", "a.py::slow"),
    ]
    assert known.of("x.py", range(4, 6), 3.5) == ["b.py::two", "a.py::quick", "b.py::one"]
    assert known.of("y.py", range(4, 6), 9.0) == []
    assert known.run("x.py", range(5, 6))
    assert not known.run("x.py", range(6, 9))
