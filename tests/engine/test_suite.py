"""Finding the checks of a topic: what is found, in which order, and what a wrong check is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.course_copy import change
from tests.engine.mini_course import write_mini

from grader.check.suite import CheckSpec, find_checks
from grader.course.manifest import load_course
from grader.errors import CourseError
from grader.learn.choosing import with_checks

VISIBLE, HIDDEN = "exercises/mini/test_mini.py", "tests/hidden/mini/test_mini.py"


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Each course is at a place of its own, under names that Python would know already."""
    yield
    for name in list(sys.modules):
        if name.startswith(("exercises.mini", "tests.hidden.mini")):
            del sys.modules[name]


def found(root: Path) -> list[CheckSpec]:
    """The checks of the mini course at `root`."""
    course = load_course(root)
    return find_checks(course.topic("mini"), root, course.hidden / "mini")


def test_checks_are_found_with_what_they_say_of_themselves(tmp_path: Path) -> None:
    """Visible ones before hidden ones, each with its title, category and arguments."""
    checks = found(write_mini(tmp_path))
    assert [(c.id, c.task.id, c.title, c.category, c.wanted) for c in checks] == [
        (f"{VISIBLE}::test_double", "double", "doubles a whole number", "", ("student", "rng")),
        (f"{VISIBLE}::test_squares", "squares", "squares three numbers", "", ("student", "rng")),
        (f"{HIDDEN}::test_zero", "double", "doubles nothing", "edge values", ("student",)),
        (
            *(f"{HIDDEN}::test_more", "squares", "squares five numbers", "other sizes"),
            ("student", "rng"),
        ),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (VISIBLE, '@task("double")', '@task("triple")', "topic.toml has no task 'triple'."),
        (HIDDEN, ', category="edge values"', "", "a hidden check needs a category."),
        (
            *(VISIBLE, '    """doubles a whole number"""\n', ""),
            "the check needs a docstring, its title.",
        ),
        (
            VISIBLE,
            '@task("double")',
            '@task("double", allow="nn")',
            "mini.py does not forbid 'nn'.",
        ),
        (
            *(HIDDEN, "def test_zero(student)", "def test_zero(student, tmp_path)"),
            "asks for 'tmp_path'; a check may ask for ",
        ),
    ],
)
def test_a_wrong_check_is_one_sentence(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    """It says which check and what it lacks."""
    change(write_mini(tmp_path) / file, old, new)
    name = "test_double" if file == VISIBLE else "test_zero"
    with pytest.raises(CourseError) as raised:
        found(tmp_path)
    assert f"the checks of mini cannot be run: {file}::{name}: {said}" in str(raised.value)


def test_a_check_allows_a_word_that_its_file_forbids(tmp_path: Path) -> None:
    """Those that allow one come after the others of the file: a child is made for each set."""
    root = write_mini(tmp_path)
    change(root / "exercises/mini/topic.toml", 'title = "numbers"', 'title = "n"\nforbid = ["nn"]')
    change(root / VISIBLE, '@task("double")', '@task("double", allow="nn")')
    *others, last = found(root)
    assert {tuple(each.file.forbid) for each in others} == {("nn",)}
    assert (last.name, last.file.forbid) == ("test_double", [])


def test_a_check_stands_beside_its_file(tmp_path: Path) -> None:
    """A child holds one file of the learner's: a check of another one could not be answered."""
    root = write_mini(tmp_path)
    (root / VISIBLE).rename(root / "exercises/mini/test_other.py")
    with pytest.raises(CourseError, match=r"task 'double' belongs to test_mini\.py"):
        found(root)


def test_a_file_that_does_not_load_is_told(tmp_path: Path) -> None:
    """By its name, with Python's own words."""
    change(write_mini(tmp_path) / VISIBLE, "from grader import", "from no_such_module import")
    with pytest.raises(CourseError, match=r"(?s)test_mini\.py.*No module named 'no_such_module'"):
        found(tmp_path)


def test_a_solution_file_stands_for_its_checks(tmp_path: Path) -> None:
    """It holds no check itself; checks, options and files of no topic stay what they are."""
    folder = write_mini(tmp_path) / "exercises/mini"
    (tmp_path / "other.py").touch()
    assert with_checks(str(folder / "mini.py")) == str(folder / "test_mini.py")
    for other in (".", "-k", str(folder / "test_mini.py"), str(tmp_path / "other.py"), "a.py::b"):
        assert with_checks(other) == other
