"""A course with the ritual of one topic, and a scripted student who does it by commands.

The topic has one task, so that these tests need nothing of the real topic but its notebook. What
the student writes is what the reference's notebooks hold.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from typer.testing import CliRunner

from grader.cli.app import app
from grader.course.manifest import RITUAL_COPIES, Course, load_course
from grader.errors import GraderError
from grader.record import CheckResult, RitualResult, TaskResult
from grader.ritual.cells import expected_values, local_cells
from grader.ritual.describe import PLACEHOLDER
from grader.ritual.judging import judge_ritual
from grader.ritual.spec import RitualSpec, load_ritual
from grader.ritual.step import Expected, Handed

ROOT = Path(__file__).resolve().parents[2]
TOPIC, SMALL = "tabular_from_scratch", "calculus_and_descent"
COURSE = 'title = "Sample"\nversion = "1"\n\n[[topics]]\nid = "{topic}"\n'
MANIFEST = """title = "A table"
hours = "1"
pass_mark = 60

[ritual]
notebook = "ritual.ipynb"

[[files]]
name = "losses.py"
title = "losses"

[[files.tasks]]
id = "mae"
ref = "TB-E9"
title = "mean absolute error"
points = 80
hints = ["Where to look: at one pair.", "Which idea: a mean."]
"""
STUB = '"""Losses."""\n\n\ndef mae(a, b):\n    """The distance."""\n    raise NotImplementedError\n'
CHECK = '''from grader import expect_equal, task


@task("mae", category="{category}")
def test_{name}(student):
    """is the distance of {number}"""
    expect_equal(student.mae(1, {number}), {number} - 1)
'''
Notebook = Any
Change = Callable[[Any], object]


def write_course(root: Path, topic: str = TOPIC) -> Course:
    """The course below `root`, with the real notebook, data and reference notebooks of `topic`."""
    folder = root / "exercises" / topic
    folder.mkdir(parents=True)
    no_caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "exercises" / "data", root / "exercises" / "data", ignore=no_caches)
    shutil.copy(ROOT / "tests" / "engine" / "sample" / "pyproject.toml", root)
    (root / "exercises" / "course.toml").write_text(COURSE.format(topic=topic))
    (folder / "topic.toml").write_text(MANIFEST)
    (folder / "losses.py").write_text(STUB)
    (folder / "test_losses.py").write_text(CHECK.format(category="", name="mae", number=3))
    for name in ("ritual.ipynb", "ritual.toml"):
        shutil.copy(ROOT / "exercises" / topic / name, folder)
    hidden = root / "tests" / "hidden" / topic
    hidden.mkdir(parents=True)
    text = CHECK.format(category="other sizes", name="more", number=7)
    (hidden / "test_losses.py").write_text(text)
    reference = root / "reference" / topic
    reference.mkdir(parents=True)
    (reference / "losses.py").write_text(STUB.replace("raise NotImplementedError", "return b - a"))
    shutil.copytree(ROOT / "reference" / topic / "ritual", reference / "ritual")
    return load_course(root)


class Student:
    """Works in a folder of their own, by the commands and by editing notebooks."""

    def __init__(self, course: Course, folder: Path) -> None:
        self.course = course
        self.folder = folder
        self.said = ""
        [self.topic] = course.topics
        shutil.copytree(course.root / "exercises", folder / "exercises", dirs_exist_ok=True)

    def path(self, step: str) -> Path:
        """The copy of a step."""
        return self.folder / "exercises" / self.topic / RITUAL_COPIES[step]

    def run(self, *arguments: str) -> int:
        """`grader ritual ...`; what it prints is kept in `said`."""
        result = CliRunner().invoke(app, ["ritual", *arguments, "--course", str(self.folder)])
        self.said = result.output
        if isinstance(result.exception, GraderError):
            self.said += str(result.exception)
            return result.exception.exit_code
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code

    def edit(self, step: str, change: Callable[[Notebook], object]) -> None:
        """Open a copy, change it, save it."""
        notebook = nbformat.read(self.path(step), as_version=4)
        change(notebook)
        nbformat.write(notebook, self.path(step))

    def take(self, step: str) -> None:
        """Put the reference's notebook there."""
        self.path(step).parent.mkdir(exist_ok=True)
        shutil.copy(self.course.reference / self.topic / RITUAL_COPIES[step], self.path(step))

    def take_all(self) -> None:
        """Put all four there."""
        for step in RITUAL_COPIES:
            self.take(step)

    def solution(self, step: str) -> Notebook:
        """The reference's notebook of a step."""
        return nbformat.read(self.course.reference / self.topic / RITUAL_COPIES[step], as_version=4)

    def files(self) -> dict[str, bytes]:
        """What is handed in of the ritual."""
        return {
            f"exercises/{self.topic}/{name}": self.path(step).read_bytes()
            for step, name in RITUAL_COPIES.items()
            if self.path(step).exists()
        }


def code(notebook: Notebook, name: str) -> Any:
    """The first code cell with this tag."""
    tagged = (c for c in notebook.cells if name in c.metadata.get("tags", []))
    return next(c for c in tagged if c.cell_type == "code")


def above(notebook: Notebook, name: str) -> Any:
    """The text cell above it."""
    return notebook.cells[notebook.cells.index(code(notebook, name)) - 1]


def write_descriptions(notebook: Notebook, solution: Notebook) -> None:
    """Write into every cell that asks for a description what stands there in the solution."""
    texts = {
        tuple(after.metadata.tags): text.source
        for text, after in zip(solution.cells, solution.cells[1:], strict=False)
        if after.cell_type == "code"
    }
    for text, after in zip(notebook.cells, notebook.cells[1:], strict=False):
        if text.source == PLACEHOLDER:
            text.source = texts[tuple(after.metadata.tags)]


def write_cells(notebook: Notebook, solution: Notebook) -> None:
    """Delete the originals, and fill the empty cells below them."""
    notebook.cells = [c for c in notebook.cells if "original" not in c.metadata.get("tags", [])]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = code(solution, cell.metadata.tags[0]).source


def merge_cells(notebook: Notebook, solution: Notebook) -> None:
    """Of the cells of each part leave one, with what the solution has there."""
    seen: set[str] = set()
    kept = []
    for cell in notebook.cells:
        if cell.id.startswith("described-"):
            continue
        if cell.cell_type == "code":
            [part] = cell.metadata.tags
            if part in seen:
                continue
            seen.add(part)
            cell.source = code(solution, part).source
        kept.append(cell)
    notebook.cells = kept


def wrong(ritual: RitualResult, step: str) -> dict[str, CheckResult]:
    """What is wrong in one step: the name of the cell -> its check."""
    [found] = [each for each in ritual.steps if each.id == step]
    open_ = [check for check in found.checks if check.state not in ("pass", "not_started")]
    return {check.id.rpartition("::")[2]: check for check in open_}


def told(check: CheckResult) -> str:
    """All that is said of a check."""
    return "\n".join([check.summary, *(row.text for row in check.rows)])


def rewrite(name: str, source: str) -> Change:
    """Give the cell tagged `name` another text."""
    return lambda notebook: code(notebook, name).update(source=source)


@cache
def known(root: Path) -> tuple[RitualSpec, Expected]:
    """The plan of the course at `root`, and what its originals leave."""
    plan = load_ritual(next(iter(load_course(root).topics.values())))
    return plan, expected_values(plan)


def judged_here(course: Course, files: dict[str, bytes]) -> RitualResult:
    """The ritual of these notebooks, in this process."""
    plan, expected = known(course.root)
    handed = {step: Handed(data) for step, data in files.items()}
    return judge_ritual(plan, handed, local_cells(plan), lambda: expected)


def failing(step: TaskResult) -> dict[str, str]:
    """Cell -> all that is said of it, of those that do not pass."""
    open_ = [c for c in step.checks if c.state not in ("pass", "not_started")]
    return {check.id.rpartition("::")[2]: told(check) for check in open_}
