"""Cells of the ritual that leave huge, odd or hostile values: each costs itself, no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.engine.ritual_samples import TOPIC, Student, code, write_course

from classroom.grade.judge import Judge
from grader.check.workspace import GIVEN, copy_given
from grader.record import CheckResult, TaskResult
from grader.repository.collect import collect
from grader.ritual.spec import load_ritual

# What makes a value, and what its student may read.
VALUES = {
    "a number of 400 digits": "10**400",
    "a number of a million digits": "1 << 4_000_000",
    "a complex number": "complex(0, 1)",
    "a tensor of 500 MB": "__import__('torch').ones(125_000_000)",
    "as large a tensor as may cross": "__import__('torch').ones(1 << 20)",
    "a tensor of many axes": "__import__('torch').ones((2,) * 16)",
    "a complex tensor": "__import__('torch').ones(2, dtype=__import__('torch').complex64)",
    "a complex tensor of no axes": "__import__('torch').tensor(1j)",
    "a numpy array of objects": "__import__('numpy').array([object(), {}], dtype=object)",
    "a sparse tensor": "__import__('torch').eye(3).to_sparse()",
    "a dict of 30,000 keys": "dict.fromkeys(range(30_000))",
    "a list of 300,000": "[0] * 300_000",
    "a text of 60 MB": "'x' * (60 << 20)",
    "not a number": "float('nan')",
    "nothing": "None",
    "an object that answers with errors": (
        "type('Odd', (), dict.fromkeys(('__repr__', '__eq__', '__len__', '__getattribute__',"
        " '__reduce__', '__class__'), lambda *given: 1 / 0))()"
    ),
    "a list in itself": "(lambda made: made.append(made) or made)([])",
    "a list nested 10,000 deep": (
        "__import__('functools').reduce(lambda inner, _: [inner], range(10_000), 0)"
    ),
}


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """The judge of a course with the ritual."""
    course = write_course(tmp_path_factory.mktemp("ritual") / "course")
    scratch = tmp_path_factory.mktemp("scratch")
    copy_given(course.root / "exercises", course.topics.values(), scratch / GIVEN)
    with Judge(course, None, scratch) as made:
        yield made


def judged(judge: Judge, student: Student, step: str) -> TaskResult:
    """One step of a student's folder, as `grader grade` finds it."""
    topic = judge.course.topic(TOPIC)
    ritual = judge.grade_topic(collect(student.folder, [topic]), topic).topic.ritual
    assert ritual is not None
    [found] = [each for each in ritual.steps if each.id == step]
    return found


def said(check: CheckResult) -> str:
    """All that is said of a check."""
    return " ".join([check.summary, *(row.text for row in check.rows)])


@pytest.fixture(scope="module")
def rewritten(judge: Judge, tmp_path_factory: pytest.TempPathFactory) -> TaskResult:
    """R2 where each cell leaves one of VALUES, in turn, under the name that is looked at."""
    student = Student(judge.course, tmp_path_factory.mktemp("student"))
    student.take("R2")
    checked = {n: c.checked for n, c in load_ritual(judge.course.topic(TOPIC)).cells.items()}

    def spoil(notebook: object) -> None:
        for (name, variables), value in zip(checked.items(), VALUES.values(), strict=False):
            code(notebook, name).source += f"\n{next(iter(variables))} = {value}"

    assert len(checked) >= len(VALUES)
    student.edit("R2", spoil)
    return judged(judge, student, "R2")


@pytest.mark.parametrize("number", range(len(VALUES)), ids=list(VALUES))
def test_a_value_costs_the_cell_that_leaves_it(rewritten: TaskResult, number: int) -> None:
    """The check of that cell fails with a short sentence, and every later cell is judged."""
    check = rewritten.checks[number]
    assert check.state in ("fail", "error"), said(check)
    assert len(said(check)) < 1500
    assert "the check itself failed" not in said(check)


def test_the_cells_after_them_are_right(rewritten: TaskResult) -> None:
    """A cell that leaves what it should passes, whatever stood above it."""
    assert {check.state for check in rewritten.checks[len(VALUES) :]} == {"pass"}


# The end is a number: what might be taken for one, and what is large.
ENDS = [name for name in VALUES if "number" in name or "tensor" in name or "answers" in name]


@pytest.mark.parametrize("name", ENDS)
def test_a_value_costs_the_end_of_a_condensed_notebook(
    judge: Judge, tmp_path: Path, name: str
) -> None:
    """Whatever `final_loss` is, the step has a check that says so, and the record is made."""
    student = Student(judge.course, tmp_path / "student")
    student.take("R3")

    def spoil(notebook: object) -> None:
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]  # type: ignore[attr-defined]
        cells[-1].source += f"\nfinal_loss = {VALUES[name]}"

    student.edit("R3", spoil)
    step = judged(judge, student, "R3")
    [end] = [check for check in step.checks if check.id.endswith("end")]
    assert end.state in ("fail", "error"), said(end)
    assert len(said(end)) < 1500
    assert len(msgspec.json.encode(step)) < 50_000
