"""A course of one small topic without torch, for tests that spoil it or give it dates."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "pyproject.toml": "[tool.pytest.ini_options]\n",
    "exercises/data/__init__.py": "",
    "exercises/course.toml": """title = "Mini"
version = "1"

[[topics]]
id = "mini"
""",
    "exercises/mini/topic.toml": """title = "mini"
hours = "1"
pass_mark = 60

[[files]]
name = "mini.py"
title = "numbers"

[[files.tasks]]
id = "double"
ref = "MI-E1"
title = "twice a number"
points = 4
hints = ["the product", "with 2"]

[[files.tasks]]
id = "squares"
ref = "MI-E2"
title = "squares of numbers"
points = 6
hints = ["a list", "of products"]
requires = ["double"]
""",
    "exercises/mini/mini.py": '''"""Numbers."""


def double(x: float) -> float:
    """Twice x."""
    raise NotImplementedError("MI-E1 double")


def squares(numbers: list[float]) -> list[float]:
    """The square of each."""
    raise NotImplementedError("MI-E2 squares")
''',
    "exercises/mini/test_mini.py": '''"""Visible checks for mini.py."""

from grader import expect_equal, expect_numbers, task


@task("double")
def test_double(student, rng):
    """doubles a whole number"""
    number = rng.randrange(3, 99)
    expect_equal(student.double(number), 2 * number)


@task("squares")
def test_squares(student, rng):
    """squares three numbers"""
    numbers = [rng.uniform(1, 2) for _ in range(3)]
    expect_numbers(student.squares(numbers), [x * x for x in numbers])
''',
    "tests/hidden/mini/test_mini.py": '''"""Hidden checks for mini.py."""

from grader import expect_equal, expect_numbers, task


@task("double", category="edge values")
def test_zero(student):
    """doubles nothing"""
    expect_equal(student.double(0), 0)


@task("squares", category="other sizes")
def test_more(student, rng):
    """squares five numbers"""
    numbers = [rng.uniform(1, 2) for _ in range(5)]
    expect_numbers(student.squares(numbers), [x * x for x in numbers])
''',
    "reference/mini/mini.py": '''"""Numbers, solved."""


def double(x):
    return 2 * x


def squares(numbers):
    return [x * x for x in numbers]
''',
}
SOLUTION = FILES["reference/mini/mini.py"]
STUB = FILES["exercises/mini/mini.py"]


def write_mini(root: Path) -> Path:
    """Write the course below `root`; its folder."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def hand_in(folder: Path, text: str) -> Path:
    """A submission in `folder` whose mini.py is `text`."""
    path = folder / "exercises/mini/mini.py"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return folder
