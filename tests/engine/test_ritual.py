"""The notebook ritual: done by a scripted student, and done wrong in many ways."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell
from tests.engine.ritual_samples import (
    ROOT,
    SMALL,
    TOPIC,
    Change,
    Student,
    above,
    code,
    failing,
    judged_here,
    known,
    merge_cells,
    rewrite,
    told,
    write_cells,
    write_course,
    write_descriptions,
    wrong,
)

from classroom.author.ritual_contract import ritual_problems
from classroom.grade.batch import grade_all, jobs_for
from classroom.grade.judge import Judge
from grader.check.workspace import GIVEN, copy_given
from grader.course.manifest import RITUAL_COPIES, Course, load_course
from grader.errors import CourseError
from grader.learn.progress import FOLDER
from grader.record import CheckResult, RitualResult, TaskResult
from grader.render.closed import student_view
from grader.repository.collect import collect
from grader.ritual import cells as running
from grader.ritual.cells import expected_values
from grader.ritual.compare import Frame
from grader.ritual.reading import read_notebook
from grader.ritual.spec import load_ritual
from grader.sandbox import jail
from grader.stored import decode, encode

needs_jail = pytest.mark.skipif(bool(jail.missing()), reason="no jail on this machine")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with the ritual."""
    return write_course(tmp_path_factory.mktemp("ritual") / "course")


@pytest.fixture
def student(course: Course, tmp_path: Path) -> Student:
    """A student who has done everything right."""
    done = Student(course, tmp_path / "student")
    done.take_all()
    return done


@pytest.fixture(scope="module")
def judge(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """The judge of the course, with the jail."""
    scratch = tmp_path_factory.mktemp("scratch")
    copy_given(course.root / "exercises", course.topics.values(), scratch / GIVEN)
    with Judge(course, None, scratch) as made:
        yield made


@pytest.fixture(scope="module")
def small_judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """The judge of a course with the small ritual, of 8 cells."""
    folder = tmp_path_factory.mktemp("small")
    course = write_course(folder / "course", SMALL)
    copy_given(course.root / "exercises", course.topics.values(), folder / "scratch" / GIVEN)
    with Judge(course, None, folder / "scratch") as made:
        yield made


@pytest.fixture
def small_student(small_judge: Judge, tmp_path: Path) -> Student:
    """A student who has done the small one right."""
    done = Student(small_judge.course, tmp_path / "student")
    done.take_all()
    return done


def leave(student: Student, *steps: str) -> None:
    """Remove the copies of all other steps, which would be run as well."""
    for step in RITUAL_COPIES:
        if step not in steps:
            student.path(step).unlink()


def graded(judge: Judge, student: Student) -> RitualResult:
    """The ritual of a student's folder, read and judged as `grader grade` does."""
    topic = judge.course.topic(student.topic)
    found = judge.grade_topic(collect(student.folder, [topic]), topic).topic.ritual
    assert found is not None
    return found


def states(ritual: RitualResult) -> dict[str, str]:
    """Step -> state."""
    return {step.id: step.state for step in ritual.steps}


# The notebook itself


NOTEBOOKS = {topic: ROOT / "exercises" / topic / "ritual.ipynb" for topic in (TOPIC, SMALL)}


@pytest.mark.parametrize(
    "topic", [TOPIC, pytest.param(SMALL, marks=pytest.mark.full, id="calculus_and_descent")]
)
def test_the_notebook_runs_in_jupyter(topic: str) -> None:
    """ritual.ipynb runs in a real kernel, draws, and ends with the lecture's figures."""
    notebook = nbformat.read(NOTEBOOKS[topic], as_version=4)
    resources = {"metadata": {"path": str(NOTEBOOKS[topic].parent)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    outputs = {
        cell.metadata["tags"][0]: [output.get("data", {}) for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    }
    drawn = [name for name, shown in outputs.items() if any("image/png" in each for each in shown)]
    if topic == SMALL:
        assert drawn == [name for name in outputs if name != "find_gradient"]
        assert 0 < float(outputs["take_steps"][0]["text/plain"]) < 1.7
        return
    assert drawn == ["tame_fares", "first_predictions", "train_epochs", "train_net"]
    ended = [float(shown[-1]["text/plain"]) for shown in list(outputs.values())[-3:]]
    assert abs(ended[0] - 0.1937) < 5e-4
    assert [round(share * 178) for share in ended[1:]] == [147, 147]


@pytest.mark.parametrize(("topic", "count"), [(TOPIC, 32), (SMALL, 8)])
def test_the_notebook_is_clean(topic: str, count: int) -> None:
    """So many code cells without outputs, each with an id and one tag; text without code."""
    notebook = nbformat.read(NOTEBOOKS[topic], as_version=4)
    nbformat.validate(notebook)
    found = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(found) == count
    assert not any(cell.outputs or cell.execution_count for cell in found)
    assert NOTEBOOKS[topic].read_text(encoding="utf-8").isascii()


def test_what_is_expected_agrees_with_the_data(course: Course) -> None:
    """Every checked variable is recomputed from titanic.csv with numpy and torch's own parts."""
    found = known(course.root)[1]
    values = {name: value for each in found.values() for name, value in each.items()}
    with open(ROOT / "exercises" / "data" / "titanic.csv", encoding="ascii") as stream:
        text = stream.read()
    assert values["text"] == text
    rows = list(csv.DictReader(text.splitlines()))
    names = list(rows[0])
    words = ("Sex", "Embarked")
    column = {
        name: np.array([row[name] or "nan" for row in rows], str if name in words else float)
        for name in names
    }
    missing = {
        name: each == "nan" if name in words else np.isnan(each) for name, each in column.items()
    }

    def agree(table: Frame) -> None:
        assert list(table.columns) == names
        for name in names:
            there = ~missing[name]
            kept = np.array(list(table.columns[name]))[there]
            assert kept.tolist() == column[name][there].tolist()

    agree(values["table"])
    entries = dict(zip(values["gaps"].index, values["gaps"].entries, strict=True))
    assert entries == dict.fromkeys(names, 0) | {"Age": 177, "Embarked": 2}
    means = dict(zip(values["means"].index, values["means"].entries, strict=True))
    for name in set(names) - set(words):
        assert abs(means[name] - np.nanmean(column[name])) < 1e-9
    modes = dict(zip(values["modes"].index, values["modes"].entries, strict=True))
    assert (modes["Age"], modes["Embarked"], modes["Fare"]) == (24, "S", 8.05)
    for name, mode in modes.items():
        kinds, counts = np.unique(column[name][~missing[name]], return_counts=True)
        assert kinds[counts.argmax()] == mode
        column[name][missing[name]] = mode
        missing[name][:] = False
    agree(values["filled"])
    assert values["left"] == 0
    kinds = (("Sex", "male female"), ("Pclass", "1 2 3"), ("Embarked", "C Q S"))
    dummies = [
        column[name] == (float(kind) if kind.isdigit() else kind)
        for name, each in kinds
        for kind in each.split()
    ]
    numbers = [column[name].astype(np.float32) for name in ("Age", "SibSp", "Parch")]
    fares = np.log1p(column["Fare"].astype(np.float32))
    features = torch.from_numpy(np.stack([*numbers, fares, *dummies], 1).astype(np.float32))
    tables = [values[name].columns for name in ("numbers", "sexes", "classes", "ports")]
    listed = [*tables[0].values(), values["log_fare"].entries]
    listed += [each for table in tables[1:] for each in table.values()]
    parts = torch.tensor(listed).T
    for got in (parts, values["features"]):
        torch.testing.assert_close(got, features, rtol=1e-6, atol=1e-6)
    labels = ["Age", "SibSp", "Parch", "LogFare", *(name for table in tables[1:] for name in table)]
    assert values["names"] == labels
    X = features.numpy() / features.numpy().max(0)
    np.testing.assert_allclose(values["X"].numpy(), X, rtol=1e-6)
    y = (column["Survived"] == 1).astype(np.float32)
    assert values["y"].tolist() == y.tolist()
    assert y.sum() == 342
    order = torch.randperm(891, generator=torch.Generator().manual_seed(42))
    assert torch.equal(values["order"], order)
    assert torch.equal(values["valid_rows"], order[:178])
    assert torch.equal(values["train_rows"], order[178:])
    for name, source in (("X", X), ("y", y)):
        for kind, index in (("train", order[178:]), ("valid", order[:178])):
            np.testing.assert_allclose(values[f"{kind}_{name}"], source[index.numpy()], rtol=1e-6)
    start = torch.rand(12, generator=torch.Generator().manual_seed(442)) - 0.5
    assert torch.equal(values["start"], start)
    # The gradient by hand, in float64: no autograd, no code of the notebook.
    A, b, c = X[order[178:].numpy()].astype(float), y[order[178:].numpy()], start.double().numpy()
    losses = []
    for epoch in range(31):
        p = 1 / (1 + np.exp(-A @ c))
        losses.append(np.abs(p - b).mean())
        slope = A.T @ (np.sign(p - b) * p * (1 - p)) / len(b)
        if epoch == 0:
            np.testing.assert_allclose(values["preds"], p, rtol=1e-5)
            np.testing.assert_allclose(values["gradient"], slope, rtol=1e-4, atol=1e-7)
        if epoch < 30:
            c = c - 100 * slope
    np.testing.assert_allclose(values["first_loss"], losses[0], rtol=1e-6)
    np.testing.assert_allclose(values["losses"], losses[:30], rtol=1e-5)
    np.testing.assert_allclose(values["coeffs"].detach(), c, rtol=1e-4, atol=1e-4)
    assert abs(values["final_loss"] - losses[30]) < 1e-6
    guesses = X[order[:178].numpy()] @ c > 0
    assert values["guesses"].tolist() == guesses.tolist()
    assert abs(values["accuracy"] - 147 / 178) < 1e-6
    assert (guesses == y[order[:178].numpy()]).sum() == 147
    assert abs(losses[29] - 0.194) < 5e-4  # as the lecture's notebook prints
    # The net in float64, its gradient by hand too.
    generator = torch.Generator().manual_seed(442)
    first = [torch.rand(*sizes, generator=generator) for sizes in ((12, 20), (20, 1), (1,))]
    w1, w2, b1 = (each.double().numpy() for each in first)
    w1, w2 = (w1 - 0.5) / 20, w2 - 0.3
    np.testing.assert_allclose(values["first_w1"], w1, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(values["first_w2"], w2, rtol=1e-4, atol=1e-7)
    A, b, net_losses = X[order[178:].numpy()].astype(float), b[:, None], list[float]()
    np.testing.assert_allclose(
        values["products"][:, 0], A @ start.double().numpy(), rtol=1e-4, atol=1e-5
    )
    assert abs(float(values["matrix_loss"]) - losses[0]) < 1e-6
    assert torch.equal(values["train_t"], values["train_y"].reshape(713, 1))
    for epoch in range(30):
        h = np.maximum(A @ w1, 0)
        p = 1 / (1 + np.exp(-(h @ w2 + b1)))
        net_losses.append(np.abs(p - b).mean())
        if epoch == 0:
            np.testing.assert_allclose(values["hidden"], h, rtol=1e-4, atol=1e-6)
            np.testing.assert_allclose(values["net_preds"], p, rtol=1e-5)
        scores = np.sign(p - b) * p * (1 - p) / len(b)
        back = (scores @ w2.T) * (h > 0)
        w2, b1, w1 = w2 - 20 * (h.T @ scores), b1 - 20 * scores.sum(0), w1 - 20 * (A.T @ back)
    np.testing.assert_allclose(values["net_losses"], net_losses, rtol=1e-4)
    V = X[order[:178].numpy()].astype(float)
    right = (np.maximum(V @ w1, 0) @ w2 + b1 > 0)[:, 0] == (y[order[:178].numpy()] > 0)
    assert abs(values["net_accuracy"] - right.mean()) < 1e-6
    assert right.sum() == 147


# The right student


@pytest.mark.full  # the small one takes the same way in test_ritual_copies.py
def test_the_ritual_from_start_to_badge(course: Course, tmp_path: Path) -> None:
    """By commands and edits alone: start, describe, rewrite, condense, describe again."""
    student = Student(course, tmp_path / "ada")
    assert student.run("check") == 1
    assert "grader ritual start tabular_from_scratch" in student.said
    assert student.run("next") == 2
    assert "nothing is begun" in student.said
    assert student.run("start") == 0
    assert student.run("check") == 1
    assert "write in exercises/tabular_from_scratch/ritual/r1_describe.ipynb" in student.said

    changes = {
        "R1": write_descriptions,
        "R2": write_cells,
        "R3": merge_cells,
        "R4": write_descriptions,
    }
    for number, (step, change) in enumerate(changes.items(), 1):
        solution = student.solution(step)
        assert student.run("next") == 1, "an empty step is no reason to go on"
        student.edit(step, lambda nb, do=change, end=solution: do(nb, end))
        assert student.run("check") == 0, student.said
        assert f"{number} of 4 steps done" in student.said
        assert student.run("next") == 0, student.said
    assert "4 of 4 steps done, badge earned" in student.said
    # What `grader progress` reads.
    kept = tmp_path / "ada" / FOLDER / "tabular_from_scratch-ritual.json"
    assert [step["state"] for step in json.loads(kept.read_text())["steps"]] == ["pass"] * 4


def test_a_copy_is_never_overwritten(student: Student) -> None:
    """`start` and `next` refuse where a copy is there already, and say so."""
    before = student.path("R1").read_bytes()
    assert student.run("start") == 2
    assert "r1_describe.ipynb is there already" in student.said
    assert student.path("R1").read_bytes() == before


def test_going_on_anyway(course: Course, tmp_path: Path) -> None:
    """A step that is not done can be left behind by --anyway; half a description goes along."""
    student = Student(course, tmp_path / "bob")
    student.run("start")
    text = "Counts the gaps."
    student.edit("R1", lambda nb: above(nb, "count_gaps").update(source=text))
    assert student.run("next") == 1
    assert not student.path("R2").exists()
    assert student.run("next", "--anyway") == 0
    notebook = nbformat.read(student.path("R2"), as_version=4)
    assert [cell.source for cell in notebook.cells].count(text) == 1


@needs_jail
def test_the_grader_agrees(judge: Judge, student: Student) -> None:
    """In the jail the four notebooks are done, and a magic that was dropped is named."""
    ritual = graded(judge, student)
    assert states(ritual) == dict.fromkeys(RITUAL_COPIES, "pass")
    assert ritual.badge
    assert [len(step.checks) for step in ritual.steps] == [32, 32, 9, 7]
    notes = [note for step in ritual.steps for check in step.checks for note in check.notes]
    assert notes == ["code cell 9: left out, since Jupyter is not at work here: %matplotlib inline"]


@needs_jail
def test_without_notebooks_nothing_is_started(course: Course, tmp_path: Path) -> None:
    """Whoever has not begun has no warning, no points less, and the state not_started."""
    Student(course, tmp_path / "class" / "zoe")
    jobs = jobs_for([tmp_path / "class" / "zoe"], [TOPIC])
    [done] = grade_all(course.root, jobs, secret=None, workers=1)
    assert done.record is not None
    assert done.record.warnings == []
    [topic] = done.record.topics
    assert topic.ritual is not None
    assert topic.ritual.state == "not_started"
    assert topic.points == 80
    assert decode(encode(done.record)) == done.record
    assert student_view(done.record).topics[0].ritual == topic.ritual


# Eleven wrong students


def describe_all(text: Callable[[Any, Any], str]) -> Change:
    """Write `text(notebook, cell)` above every code cell."""

    def change(notebook: Any) -> None:
        for before, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
            if cell.cell_type == "code":
                before.source = text(notebook, cell)

    return change


def original(name: str, **fields: Any) -> Any:
    """The original cell `name`, with other fields."""
    return nbformat.from_dict(code(nbformat.read(NOTEBOOKS[TOPIC], as_version=4), name) | fields)


def insert(cell: Any, before: str = "make_table") -> Change:
    """Put a cell into the notebook."""
    return lambda nb: nb.cells.insert(nb.cells.index(code(nb, before)), cell)


def split_up(notebook: Any) -> None:
    """Condense to nine cells: of the features make four."""
    at = notebook.cells.index(code(notebook, "features"))
    first, second, third = notebook.cells[at].source.split("\n\n\n")
    third, fourth = third.split("\n", 1)
    made = [new_code_cell(text) for text in (first, second, third, fourth)]
    for cell in made:
        cell.metadata["tags"] = ["features"]
    notebook.cells[at : at + 1] = made


def swap(one: str, other: str) -> Change:
    """Let two cells change places."""

    def change(notebook: Any) -> None:
        i, j = (notebook.cells.index(code(notebook, name)) for name in (one, other))
        notebook.cells[i], notebook.cells[j] = notebook.cells[j], notebook.cells[i]

    return change


def merged(notebook: Any) -> None:
    """Do the cleaning in the cell that loads."""
    load, clean = code(notebook, "load"), code(notebook, "clean")
    load.source, clean.source = f"{load.source}\n{clean.source}", "1"


CHANGED = """filled = {
    key: [25.0 if value is None else value for value in each] for key, each in table.items()
}"""
ALL = "all"
WRONG = {
    "described nothing": (
        *("R1", describe_all(lambda nb, cell: "*Describe the cell below.*")),
        *(ALL, "not_started", "there is no description above the cell"),
    ),
    "pasted code": (
        *("R1", describe_all(lambda nb, cell: cell.source)),
        *(ALL, "fail", "the description holds code"),
    ),
    "copied descriptions": (
        *("R1", describe_all(lambda nb, cell: above(nb, "read_file").source)),
        *(ALL, "fail", "the description is a copy of that of read_file"),
    ),
    "left the original": (
        *("R2", insert(original("fill_gaps", metadata={"tags": ["original"]}))),
        *("fill_gaps", "fail", "the original of fill_gaps is still there: code cell 2 has its id"),
    ),
    "wrote over the original": (
        *(
            "R2",
            insert(original("fill_gaps", source="filled = {}", metadata={"tags": ["original"]})),
        ),
        *(
            "fill_gaps",
            "fail",
            "code cell 2 is changed, but tagged original: code cell 7 is judged",
        ),
    ),
    "changed a value": (
        *("R2", rewrite("fill_gaps", CHANGED)),
        *("fill_gaps", "fail", "179 differ; first filled['Age'][5]: yours 25.0, expected 24.0"),
    ),
    "nine cells": (
        *("R3", split_up),
        *("cells", "fail", "there are 9 code cells, at most 6 are asked for"),
    ),
    "out of order": (
        *("R3", swap("split", "features")),
        *("order", "fail", "yours load, clean, split, features, train, evaluate"),
    ),
    "does not run": (
        *("R3", rewrite("train", "weights = nothing")),
        *("end", "error", "code cell 5 raised NameError: name 'nothing' is not defined"),
    ),
    "renamed the original": (
        *("R2", rewrite("fill_gaps", "whole = table.fillna(modes)\nfilled = whole")),
        *("fill_gaps", "fail", "does the same steps, with other names or in another layout"),
    ),
    "did a part's work in another": (
        *("R3", merged),
        *("clean", "fail", "the part clean does no work: there is no statement in it"),
    ),
    "described other cells": (
        *("R4", rewrite("split", "raise SystemExit")),
        *("code", "error", "code cell 4 is not that of step 3, and runs from top to bottom"),
    ),
}


@needs_jail
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_student_is_told_what_is_wrong(judge: Judge, student: Student, name: str) -> None:
    """Each of the eleven is found at its own step and cell, in words that are its own."""
    step, change, cell, state, words = WRONG[name]
    student.edit(step, change)
    # One of them with all other steps, which take the time; the last is compared with the third.
    if name != "changed a value":
        leave(student, step, *(["R3"] if step == "R4" else []))
    ritual = graded(judge, student)
    assert not ritual.badge
    expected = {
        each: "pass" if student.path(each).exists() else "not_started" for each in RITUAL_COPIES
    }
    assert states(ritual) | {step: ""} == expected | {step: ""}
    [found] = [each for each in ritual.steps if each.id == step]
    if cell == ALL:
        assert sum(check.state == state for check in found.checks) >= 31
        assert all(words in check.summary for check in found.checks if check.state == state)
    else:
        checks = wrong(ritual, step)
        assert checks[cell].state == state
        assert words in told(checks[cell])
        # A cell in the wrong place does not find what it needs; nothing else costs anything else.
        assert set(checks) <= {cell} | ({"end", "split"} if cell == "order" else set())
    others = [text for other, (*_, text) in WRONG.items() if other != name]
    said = "\n".join(told(c) for c in found.checks if c.state != "pass")
    assert not [text for text in others if text in said]


# Descriptions, one by one


def described(course: Course, tmp_path: Path, name: str, text: str) -> CheckResult:
    """What is said of one description among right ones."""
    student = Student(course, tmp_path / "d")
    student.take("R1")
    student.edit("R1", lambda nb: above(nb, name).update(source=text))
    step = judged_here(course, {"R1": student.path("R1").read_bytes()}).steps[0]
    return next(check for check in step.checks if check.id.endswith(f"::{name}"))


GOOD = "For each column it counts how many of the passengers have a gap there, 177 for the age."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD, ""),
        (GOOD + "\n\nA second paragraph, as a list:\n\n- one\n- two", ""),
        ("The name `gaps` and `values.count` stand here, and " + GOOD, ""),
        ("Note: " + GOOD + " Result: a dictionary.", ""),
        ("Counts the gaps.", "has 3 words, at least 12 are needed"),
        ("```\n" + GOOD + "\n```", "the description holds code"),
        (GOOD + '\n\n    gaps[column] = values.count("")', "the description holds code"),
        (GOOD + "\n\ntotal = 3", "the description holds code"),
        (GOOD + "\n\nprint(gaps)", "the description holds code"),
        (GOOD + " gaps = table.isna().sum() and so on", "the description holds code"),
        ("<pre>" + GOOD + "</pre>", "the description holds code"),
        ("`" + GOOD + "` " * 3, "has 0 words"),
        ("It goes through everything and writes down what it finds for later on, one by one.", ""),
        (
            "Lantern gaps gravel teapot meadow copper violin harbour thistle anvil saddle plum.",
            "row of",
        ),
        ("*Describe the cell below.*", "there is no description above the cell"),
        ("", "there is no description above the cell"),
    ],
)
def test_a_description(course: Course, tmp_path: Path, text: str, words: str) -> None:
    """Words, code, nouns: what passes and what does not."""
    check = described(course, tmp_path, "count_gaps", text)
    assert check.state == ("pass" if not words else check.state)
    assert words in check.summary
    assert bool(words) == bool(check.summary)


@pytest.mark.parametrize("instead", ["", GOOD, f"# {GOOD}"])
def test_code_that_was_written_over_is_missed(course: Course, tmp_path: Path, instead: str) -> None:
    """A text in the place of the code: what is gone and how it comes back, not that it is to do."""
    student = Student(course, tmp_path / "d")
    student.take("R1")

    def change(notebook: Any) -> None:
        above(notebook, "count_gaps").update(source="")
        code(notebook, "count_gaps").update(source=instead)

    student.edit("R1", change)
    step = judged_here(course, {"R1": student.path("R1").read_bytes()}).steps[0]
    check = next(check for check in step.checks if check.id.endswith("::count_gaps"))
    assert check.state == "fail"
    assert check.summary.startswith("the code of count_gaps is gone: code cell ")
    told = {row.label: row.text for row in check.rows}
    assert told["next"].startswith("copy the code back from ")


def test_a_near_copy_is_a_copy(course: Course, tmp_path: Path) -> None:
    """A word more or less, or words in another order, make no new description."""
    student = Student(course, tmp_path / "d")
    student.take("R1")
    notebook = nbformat.read(student.path("R1"), as_version=4)
    text = above(notebook, "count_gaps").source
    near = " ".join(reversed(text.split())) + " Indeed."
    check = described(course, tmp_path, "count_left", near)
    assert check.summary == "the description is a copy of that of count_gaps"


def test_a_description_may_be_a_cell_of_its_own(course: Course, tmp_path: Path) -> None:
    """Where the empty cell was deleted, any text cell above the code counts; headings do not."""
    student = Student(course, tmp_path / "d")
    student.take("R1")

    def change(notebook: Any) -> None:
        for name, text in (("count_gaps", GOOD), ("read_file", "")):
            at = notebook.cells.index(code(notebook, name))
            made = [new_markdown_cell(text[:30]), new_markdown_cell(text[30:])]
            notebook.cells[at - 1 : at] = made if text else []

    student.edit("R1", change)
    step = judged_here(course, {"R1": student.path("R1").read_bytes()}).steps[0]
    found = {check.id.rpartition("::")[2]: check.state for check in step.checks}
    assert found.pop("read_file") == "not_started"
    assert set(found.values()) == {"pass"}
    assert step.state == "partial"


# Rewriting, one by one


def rewritten(course: Course, tmp_path: Path, *changes: Change) -> TaskResult:
    """Step 2 after some changes to the right notebook, judged in this process."""
    student = Student(course, tmp_path / "r")
    student.take("R2")
    for change in changes:
        student.edit("R2", change)
    return judged_here(course, {"R2": student.path("R2").read_bytes()}).steps[1]


# Cell -> its text and what is said of it, of each notebook.
CELLS = [
    {
        "scale_columns": ("X = features / features.max(1, keepdim=True).values", "10692 differ"),
        "count_left": ("left = 0.0", "yours is a float, expected an int"),
        "read_file": ("text = 'a,b'", "`text`"),
    },
    {
        "scale_columns": ("X = features / features.max(0)", "raised TypeError"),
        "train_epochs": ("coeffs, losses = start, [0.5] * 30", "differ"),
    },
    {
        "scale_columns": ("X = (features / features.amax(0)).double()", "yours float64"),
        "count_gaps": ("gaps = {}", "yours has no 'Survived'"),
    },
    {
        "scale_columns": ("X = (features / features.amax(0)).T", "expected (891, 12)"),
        "make_table": ("raise SystemExit", "a cell does not end Python"),
    },
    {
        "scale_columns": ("X = features.tolist()", "a list of 891, expected a tensor"),
        "make_table": ("table = {\n", "SyntaxError"),
    },
    {
        "scale_columns": ("Y = features / features.amax(0)", "there is no `X` after the cell"),
        "make_table": ("%%bash\nls", "there is no `table`"),
    },
    {
        "scale_columns": ("X = lambda: 0", "`X` cannot be read"),
        "measure_accuracy": ("guesses = predict(valid_X, coeffs) > 0.4\naccuracy = 1", "differ"),
    },
    {"scale_columns": ("X = None", "expected a tensor of shape (891, 12)")},
]


@pytest.mark.parametrize("cells", CELLS, ids=lambda cells: " ".join(w for _, w in cells.values()))
def test_what_a_wrong_cell_is_told(
    course: Course, tmp_path: Path, cells: dict[str, tuple[str, str]]
) -> None:
    """The wrong cells alone are told, by shape, dtype, value or exception."""
    changes = [rewrite(name, source) for name, (source, _) in cells.items()]
    found = failing(rewritten(course, tmp_path, *changes))
    lost = {n for n, text in found.items() if "mend code cell" in text}
    assert set(found) - lost == set(cells)
    assert all(words in found[name] for name, (_, words) in cells.items())


def test_a_cell_below_a_wrong_one_says_whose_table_it_has(course: Course, tmp_path: Path) -> None:
    """What is not as one's own cell would have left it is told, with the cell to mend."""
    step = rewritten(
        course,
        tmp_path,
        rewrite("make_table", "table = []"),
        rewrite("count_gaps", "gaps = {key: table[key].index(7) for key in table}"),
    )
    said = failing(step)["count_gaps"]
    assert "`table` is that of the original here, since code cell 2 is not right" in said


def test_numbers_may_be_tensors_of_no_axes(course: Course, tmp_path: Path) -> None:
    """A loss that was not turned into a float is as good."""
    step = rewritten(
        course,
        tmp_path,
        rewrite("final_loss", "final_loss = (predict(train_X, coeffs) - train_y).abs().mean()"),
    )
    assert step.state == "pass"


def test_a_step_half_done(course: Course, tmp_path: Path) -> None:
    """Empty cells are to be done; those below are judged as if the originals stood there."""
    step = rewritten(course, tmp_path, rewrite("fill_gaps", "# soon\n"), rewrite("make_target", ""))
    assert step.state == "partial"
    open_ = [check.id.rpartition("::")[2] for check in step.checks if check.state != "pass"]
    assert open_ == ["fill_gaps", "make_target"]


def test_random_numbers_go_on_from_cell_to_cell(course: Course, tmp_path: Path) -> None:
    """A seed that one cell sets holds in the next; ours are untouched by it."""
    seed = new_code_cell("t.manual_seed(42)")
    before = torch.get_rng_state()
    drawn = rewrite("shuffle_rows", "order = t.randperm(len(y))")
    step = rewritten(course, tmp_path, insert(seed, "shuffle_rows"), drawn)
    assert failing(step) == {}
    assert torch.equal(torch.get_rng_state(), before)


def test_helpers_may_stand_anywhere(course: Course, tmp_path: Path) -> None:
    """A cell without a tag runs where it stands; it is told only if it does not run."""
    helper = new_code_cell(
        "import torch as t\n\ndef of_fares(values):\n    return t.tensor(values).log1p()"
    )
    use = "log_fare = of_fares(list(map(float, filled['Fare'])))"
    shell = new_code_cell("!ls\nx = 1")
    helpers = [insert(cell, "make_numbers") for cell in (helper, shell)]
    step = rewritten(course, tmp_path, *helpers, rewrite("tame_fares", use))
    assert step.state == "pass"
    assert any("!ls" in note for check in step.checks for note in check.notes)
    broken = new_code_cell("1 / 0")
    [(name, said)] = failing(rewritten(course, tmp_path, insert(broken, "make_numbers"))).items()
    assert name == "code cell 8"
    assert "division by zero" in said


# Broken notebooks: one clear line each, and nothing else is touched


def no_ids(text: str) -> str:
    """The notebook as it was before nbformat 4.5."""
    raw = json.loads(text)
    for cell in raw["cells"]:
        cell.pop("id")
    return json.dumps(raw | {"nbformat_minor": 4})


def fifty_megabytes(text: str) -> str:
    """A cell that printed for a long time."""
    raw = json.loads(text)
    cell = next(cell for cell in raw["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (50 << 20)}]
    return json.dumps(raw)


BROKEN = {
    "not JSON": (lambda text: text[:-40], "it is not JSON"),
    "a list": (lambda text: "[]", "it is no notebook"),
    "nbformat 3": (lambda text: '{"nbformat": 3, "worksheets": []}', "it has nbformat 3"),
    "numbers for text": (
        lambda text: '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}',
        "it is no notebook: Expected",
    ),
    "nested": (lambda text: "[" * 200_000, "it is no"),
    "deep": (lambda text: '{"a": ' + "[" * 200_000, "it is not JSON"),
    "a cell of an odd type": (
        lambda text: '{"nbformat": 4, "cells": [{"cell_type": "<b>", "source": ""}]}',
        "a cell is of the type",
    ),
    "50 MB of output": (fifty_megabytes, "larger than 4096 KB; clear its outputs and save it"),
    "many cells": (
        lambda text: json.dumps(
            {"nbformat": 4, "cells": [{"cell_type": "code", "source": ""}] * 501}
        ),
        "it has 501 cells",
    ),
    "a long cell": (
        lambda text: json.dumps(
            {"nbformat": 4, "cells": [{"cell_type": "code", "source": "x" * 50_001}]}
        ),
        "code cell 1 is longer than",
    ),
    "empty": (lambda text: "", "it is not JSON"),
}


@needs_jail
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_costs_its_step_only(
    small_judge: Judge, small_student: Student, name: str
) -> None:
    """A file that is no notebook is one check with one line; the other steps are judged."""
    change, words = BROKEN[name]
    student = small_student
    student.path("R2").write_text(change(student.path("R2").read_text()))
    # One of them with all other steps, which take the time.
    for step in () if name == "not JSON" else ("R3", "R4"):
        student.path(step).unlink()
    ritual = graded(small_judge, student)
    others = {
        step: "pass" if student.path(step).exists() else "not_started" for step in states(ritual)
    }
    assert states(ritual) == others | {"R2": "error"}
    [check] = ritual.steps[1].checks
    assert words in check.summary
    assert "\n" not in check.summary
    # On a laptop it is said in the same words.
    student.run("check", "--all")
    assert words.split(";")[0] in " ".join(student.said.split())


@needs_jail
def test_cells_without_ids_lose_nothing(judge: Judge, student: Student) -> None:
    """A notebook of before nbformat 4.5 is judged; one note says what it lacks."""
    student.path("R2").write_text(no_ids(student.path("R2").read_text()))
    leave(student, "R2")
    ritual = graded(judge, student)
    assert ritual.steps[1].state == "pass"
    notes = [note for check in ritual.steps[1].checks for note in check.notes]
    assert sum("cells have no id" in note for note in notes) == 1


@needs_jail
@pytest.mark.parametrize("step", ["R1", "R2", "R4"])
def test_tags_cost_their_cell_only(judge: Judge, student: Student, step: str) -> None:
    """A deleted and a doubled tag are a line each, of the cell that they belong to."""
    lost, doubled = ("split", "train") if step == "R4" else ("fill_gaps", "make_target")

    def change(notebook: Any) -> None:
        cell = code(notebook, doubled)
        copy = new_code_cell(cell.source)
        copy.metadata["tags"] = [doubled]
        notebook.cells.append(copy)
        gone = code(notebook, lost)
        gone.metadata["tags"], gone.id = [], "gone"

    student.edit(step, change)
    leave(student, step, *(["R3"] if step == "R4" else []))
    found = wrong(graded(judge, student), step)
    # In step 4 there is a cell more than in step 3, too.
    assert found.pop("code", None) is None or step == "R4"
    assert {name: check.state for name, check in found.items()} == {lost: "error", doubled: "error"}
    assert found[lost].summary == f"no code cell has the tag {lost}"
    assert found[doubled].summary.startswith(f"2 code cells have the tag {doubled}: ")


@pytest.mark.parametrize("step", ["R1", "R2", "R3", "R4"])
def test_all_tags_and_ids_gone_is_one_line(course: Course, student: Student, step: str) -> None:
    """A program that drops both is one line, not one a cell."""

    def change(notebook: Any) -> None:
        for number, cell in enumerate(notebook.cells):
            cell.metadata.pop("tags", None)
            cell.id = f"new-{number}"

    student.edit(step, change)
    found = wrong(judged_here(course, {step: student.path(step).read_bytes()}), step)
    assert list(found) == ["notebook"]
    assert "no code cell has one of the tags" in found["notebook"].summary


@needs_jail
def test_a_condensed_cell_without_a_tag(judge: Judge, student: Student) -> None:
    """Step 3 without a tag on one cell says which cell and which tags there are."""

    def change(notebook: Any) -> None:
        cell = code(notebook, "split")
        cell.id, cell.metadata["tags"] = "x", ["x"]

    student.edit("R3", change)
    leave(student, "R3")
    found = wrong(graded(judge, student), "R3")
    assert list(found) == ["order"]
    assert "code cell 4 has no tag that says which part it is" in told(found["order"])


@needs_jail
def test_an_exception_costs_its_cell_only(judge: Judge, student: Student) -> None:
    """Half-way an exception: one line with the place; the cells below it go on and pass."""
    source = code(student.solution("R2"), "find_modes").source
    student.edit("R2", rewrite("find_modes", source.replace("max(counts,", "1 / 0, max(counts,")))
    leave(student, "R2")
    found = wrong(graded(judge, student), "R2")
    assert list(found) == ["find_modes"]
    assert found["find_modes"].summary == "code cell 5 raised ZeroDivisionError: division by zero"
    assert found["find_modes"].where.endswith("r2_reimplement.ipynb, code cell 5, line 6")


DRAWN = """
import matplotlib.pyplot as plt
from matplotlib import pyplot

figure, axes = plt.subplots(figsize=(4, 3))
axes.hist(log_fare, bins=20)
axes.set_title("fares")
pyplot.plot([1, 2]); plt.show()
display(figure)
"""


@needs_jail
def test_a_drawing_is_not_looked_at(judge: Judge, course: Course, student: Student) -> None:
    """Cells may draw and display; there is no need for matplotlib, and it stays as it was."""
    source = code(student.solution("R2"), "tame_fares").source
    student.edit("R2", rewrite("tame_fares", source + DRAWN))
    leave(student, "R2")
    before = sys.modules.get("matplotlib")
    assert graded(judge, student).steps[1].state == "pass"
    assert judged_here(course, {"R2": student.path("R2").read_bytes()}).steps[1].state == "pass"
    assert sys.modules.get("matplotlib") is before


@needs_jail
def test_what_a_broken_cell_would_have_made(judge: Judge, student: Student) -> None:
    """A later cell that needs a variable of a cell that does not run is told which one."""
    source = code(student.solution("R2"), "divide_rows").source
    student.edit("R2", rewrite("divide_rows", "1 / 0\n" + source))
    student.edit("R2", rewrite("pick_rows", "print(fifth)"))
    leave(student, "R2")
    found = wrong(graded(judge, student), "R2")
    assert list(found) == ["divide_rows", "pick_rows"]
    assert found["pick_rows"].summary == "there is no `fifth`, since code cell 17 does not run"


# Hostile cells


@needs_jail
@pytest.mark.parametrize(
    ("source", "state", "words"),
    [
        ("import os\nos._exit(0)", "error", "the process ended itself with exit status 0"),
        ("import os\nos.kill(os.getpid(), 9)", "error", "the process was ended by SIGKILL"),
        ("import time\ntime.sleep(1e6)", "timeout", "is there a loop that never ends?"),
        ("open('@REFERENCE@').read()", "error", "raised PermissionError"),
        ("import socket\nsocket.socket()", "error", "raised PermissionError"),
        ("open('x', 'w')", "error", "raised PermissionError"),
        ("import subprocess\nsubprocess.run('ls')", "error", "raised "),
        ("print('x' * (9 << 20))", "error", "it printed more than 8 MB"),
        ("x = [0] * (1 << 40)", "error", "raised MemoryError"),
        ("raise type('A' * 300 + '\\n::error::', (Exception,), {})()", "error", "of its own"),
        (
            "import sys\nsys.modules['grader.sandbox.execute'].Reply.plain = lambda *a: {}",
            "error",
            "its answer broke the protocol",
        ),
        ("guess, first_loss = lambda: 0, type('S', (str,), {})('S')", "fail", "cannot be read"),
    ],
)
def test_a_hostile_cell_costs_itself_only(
    small_judge: Judge,
    small_student: Student,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    state: str,
    words: str,
) -> None:
    """It ends itself, never ends, reaches out: the cell is lost, and the ritual goes on."""
    monkeypatch.setattr(running, "CELL_SECONDS", 3.0)
    secret = small_judge.course.reference / SMALL / "losses.py"
    leave(small_student, "R2", "R3")
    cell = "guess_and_miss"
    small_student.edit("R2", rewrite(cell, source.replace("@REFERENCE@", str(secret))))
    ritual = graded(small_judge, small_student)
    found = wrong(ritual, "R2")
    assert {name: check.state for name, check in found.items()} == {cell: state}
    assert words in told(found[cell])
    assert states(ritual)["R3"] == "pass"
    assert "return b - a" not in str(ritual)


@needs_jail
def test_a_notebook_has_its_seconds(
    small_judge: Judge, small_student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Endless cells use up the time of their notebook, not more; what is left is told as that."""
    monkeypatch.setattr(running, "CELL_SECONDS", 0.5)
    monkeypatch.setattr(running, "NOTEBOOK_SECONDS", 2.0)
    for name in load_ritual(small_judge.course.topic(SMALL)).cells:
        small_student.edit("R2", rewrite(name, "import time; time.sleep(1e6)"))
    leave(small_student, "R2")
    ritual = graded(small_judge, small_student)
    found = wrong(ritual, "R2")
    assert len(found) == 8
    assert {check.state for check in found.values()} == {"timeout"}
    assert "the 2 s for the whole notebook are used up" in told(found["learn_hinges"])


def test_originals_have_no_deadline_of_a_learner(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine the first import takes longer than a cell may: that is no fault of ours."""
    monkeypatch.setattr(running, "CELL_SECONDS", 0.0001)
    monkeypatch.setattr(running, "NOTEBOOK_SECONDS", 0.0001)
    spec, expected = known(course.root)
    assert expected_values(spec).keys() == expected.keys()


def test_an_endless_cell_ends_on_a_laptop(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process too, though it catches every Exception; folder and modules are as before."""
    monkeypatch.setattr(running, "CELL_SECONDS", 2.0)
    before = os.getcwd()
    body = "try:\n        time.sleep(0.1)\n        1 / 0\n    except Exception:\n        pass"
    endless = f"import time\nwhile True:\n    {body}"
    step = rewritten(course, tmp_path, rewrite("find_modes", endless))
    assert list(failing(step)) == ["find_modes"]
    assert "no answer within 2 s" in failing(step)["find_modes"]
    assert os.getcwd() == before


# What is collected, and the contract


def test_only_the_four_copies_are_collected(student: Student) -> None:
    """Other notebooks stay where they are, links are not followed."""
    topic = student.course.topic(TOPIC)
    (student.path("R1").parent / "mine.ipynb").write_text("{}")
    student.path("R4").unlink()
    student.path("R4").symlink_to(student.path("R1"))
    found = collect(student.folder, [topic])
    copies = [path for path in found.files if path.endswith(".ipynb")]
    assert copies == topic.notebooks[:3]
    assert "symbolic link" in found.problems[topic.notebooks[3]]


def test_a_course_without_ritual_collects_no_notebook(course: Course, tmp_path: Path) -> None:
    """Without [ritual] in topic.toml nothing of it is read, made or recorded."""
    root = tmp_path / "plain"
    write_course(root)
    manifest = root / "exercises" / TOPIC / "topic.toml"
    manifest.write_text(manifest.read_text().replace('[ritual]\nnotebook = "ritual.ipynb"\n', ""))
    plain = load_course(root)
    assert plain.topic(TOPIC).notebooks == []
    student = Student(plain, tmp_path / "student")
    assert student.run("start") == 2
    assert "this course has no ritual" in student.said


def test_the_reference_does_the_ritual(course: Course) -> None:
    """What the contract asks of a topic with a ritual, this one keeps."""
    assert ritual_problems(course, course.topic(TOPIC)) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "fill_gaps"', 'name = "fill_holes"', "are not the code cells of the notebook"),
        ('part = "split"', 'part = "train"', "do not go through"),
        ('nouns = ["fare", "price", "ticket", "log", "tail"]', 'nouns = ["fare"]', "at least 2"),
        ('checked = ["coeffs", "net_losses"]', "checked = []", "has to have something checked"),
        ('another = "l1_loss', 'other = "l1_loss', "unknown field `other`"),
        ('final = "final_loss"', 'final = "loss"', "no cell has 'loss' checked"),
        ("min_words = 12", 'min_words = "12"', "Expected `int`"),
        ('checked = ["left"]', 'checked = ["nothing"]', "leaves no nothing"),
    ],
)
def test_a_manifest_that_does_not_fit(
    course: Course, tmp_path: Path, old: str, new: str, words: str
) -> None:
    """A ritual.toml that is not about its notebook is the course's fault, told in a line."""
    other = write_course(tmp_path / "course")
    path = other.root / "exercises" / TOPIC / "ritual.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(CourseError, match=words):
        expected_values(load_ritual(other.topic(TOPIC)))
    [problem] = ritual_problems(other, other.topic(TOPIC))
    assert problem.where == f"exercises/{TOPIC}/ritual.ipynb"


def test_the_contract_tells_of_a_wrong_reference(tmp_path: Path) -> None:
    """A reference that no longer fits its notebook is named by file and cell."""
    other = write_course(tmp_path / "course")
    path = other.reference / TOPIC / RITUAL_COPIES["R1"]
    text = path.read_text()
    path.write_text(re.sub('"Makes a new table in which [^"]*"', '"Fills the gaps."', text))
    problems = [str(problem) for problem in ritual_problems(other, other.topic(TOPIC))]
    assert problems
    assert all(text.startswith(f"reference/{TOPIC}/ritual/r1_describe") for text in problems)


def test_hostile_text_of_a_notebook_is_plain(course: Course, tmp_path: Path) -> None:
    """What a cell says, or is called, reaches the record without control characters."""
    bad = "\x1b[31m::error::\u202e<script>\ud800"
    step = rewritten(
        course,
        tmp_path,
        rewrite("find_modes", f"raise ValueError({bad!r})"),
        lambda nb: nb.cells.append(new_code_cell("!echo " + "<b>\u202e" * 50)),
    )
    said = failing(step)["find_modes"]
    assert "\x1b" not in said
    assert "\u202e" not in "".join([said, *(n for c in step.checks for n in c.notes)])


def test_a_notebook_is_read_without_its_outputs() -> None:
    """Outputs of any form are skipped: they are never built."""
    raw = {
        "nbformat": 4,
        "cells": [{"cell_type": "code", "source": ["a = 1\n", "b"], "outputs": {"x": [1, {}]}}],
    }
    [cell] = read_notebook(json.dumps(raw).encode()).cells
    assert (cell.source, cell.id, cell.tags) == ("a = 1\nb", "", ())
