"""No dead ends in the ritual, and nothing lost: copies, tags, values of many kinds, the end."""

from __future__ import annotations

import codecs
import json
import sys
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
import torch
from nbclient import NotebookClient
from tests.engine.ritual_samples import (
    SMALL,
    TOPIC,
    Student,
    above,
    code,
    failing,
    judged_here,
    known,
    merge_cells,
    rewrite,
    write_cells,
    write_course,
    write_descriptions,
)

from grader.check.outcome import Mismatch
from grader.check.workspace import copy_given, write_files
from grader.course.manifest import RITUAL_COPIES, Course, Topic
from grader.ritual.cells import Runner, jailed_cells, local_cells
from grader.ritual.compare import Frame, Series, compare
from grader.sandbox import jail
from grader.sandbox.execute import Request
from grader.sandbox.host import Child, Zygote

needs_jail = pytest.mark.skipif(bool(jail.missing()), reason="no jail on this machine")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with the larger ritual."""
    return write_course(tmp_path_factory.mktemp("ritual") / "course")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with the small ritual."""
    return write_course(tmp_path_factory.mktemp("small") / "course", SMALL)


@pytest.fixture
def student(small: Course, tmp_path: Path) -> Student:
    """A student who has done everything right in the small ritual."""
    done = Student(small, tmp_path / "student")
    done.take_all()
    return done


def test_the_small_ritual_from_start_to_its_end(small: Course, tmp_path: Path) -> None:
    """By commands and edits alone; at the end stand the learner's own cells, and where to go."""
    student = Student(small, tmp_path / "ada")
    student.run("start")
    steps = (write_descriptions, write_cells, merge_cells, write_descriptions)
    for step, change in zip(RITUAL_COPIES, steps, strict=True):
        solution = student.solution(step)
        student.edit(step, lambda nb, do=change, end=solution: do(nb, end))
        assert student.run("next") == 0, student.said
        assert ("badge earned" in student.said) == (step == "R4")
    assert "This is your notebook, in 4 cells:" in student.said
    for line in code(student.solution("R3"), "relus").source.split("\n"):
        assert f"    {line}\n" in student.said
    assert "Now your Kaggle copy: https://www.kaggle.com/code/jhoward/how-does-a" in student.said


def test_texts_of_step_1_stand_in_the_copies_of_steps_2_and_3(student: Student) -> None:
    """Each stands above the cells of its part, which can be merged; a kept original hides none."""
    for step in ("R2", "R3", "R4"):
        student.path(step).unlink()
    assert student.run("next") == 0

    def change(notebook: Any) -> None:
        original = code(notebook, "original")
        write_cells(notebook, student.solution("R2"))
        notebook.cells.insert(2, original)  # the first cell's, below its text

    student.edit("R2", change)
    assert student.run("next", "--anyway") == 0
    made = nbformat.read(student.path("R3"), as_version=4)
    first = nbformat.read(student.path("R1"), as_version=4)
    second = nbformat.read(student.path("R2"), as_version=4)
    spec = known(student.course.root)[0]
    for part in spec.manifest.parts:
        names = [name for name, cell in spec.cells.items() if cell.part == part.name]
        own = [code(second, name).source for name in names]
        at = [c.source for c in made.cells].index(own[0])
        assert [c.source for c in made.cells[at : at + len(own)]] == own
        texts = [above(first, name).source for name in names]
        assert [c.source for c in made.cells[at - len(texts) : at]] == texts


def test_a_copy_that_was_moved_away_is_made_anew(student: Student) -> None:
    """`next` makes the first that is missing, `check` says so; step 1 has to be moved back."""
    before = student.path("R2").read_bytes()
    student.path("R2").unlink()
    assert student.run("check") == 0
    again = "move ritual/r2_reimplement.ipynb back, or make it anew: grader ritual next"
    assert f"R2 is not there: {again} {SMALL}" in student.said
    assert student.run("next") == 0
    assert "wrote exercises/calculus_and_descent/ritual/r2_reimplement.ipynb" in student.said
    student.path("R2").write_bytes(before)
    student.path("R1").unlink()
    assert student.run("next") == 2
    assert (
        "r1_describe.ipynb is not there; move it back, or run: grader ritual start" in student.said
    )
    student.run("check")
    assert f"or make it anew: grader ritual start {SMALL}" in student.said


@pytest.mark.parametrize("step", RITUAL_COPIES)
def test_ids_take_the_place_of_lost_tags(student: Student, step: str) -> None:
    """A program that drops tags and keeps ids costs nothing; a note says what it lost."""
    if step == "R1":
        student.path("R1").unlink()
        student.run("start")
        student.edit("R1", lambda nb: write_descriptions(nb, student.solution("R1")))

    def change(notebook: Any) -> None:
        for cell in notebook.cells:
            cell.metadata.pop("tags", None)

    student.edit(step, change)
    ritual = judged_here(student.course, {s: student.path(s).read_bytes() for s in RITUAL_COPIES})
    [found] = [each for each in ritual.steps if each.id == step]
    assert failing(found) == {}
    notes = [note for check in found.checks for note in check.notes]
    assert any("have lost their tags, and are known by their ids" in note for note in notes)


def test_a_byte_order_mark_is_no_fault(student: Student) -> None:
    """An editor that writes one has broken nothing."""
    data = codecs.BOM_UTF8 + student.path("R1").read_bytes()
    assert judged_here(student.course, {"R1": data}).steps[0].state == "pass"


def test_a_command_without_a_topic_takes_the_one_that_is_begun(
    small: Course, tmp_path: Path
) -> None:
    """Of two topics with a ritual; where none is begun, it asks for a name."""
    student = Student(small, tmp_path / "s")
    write_course(tmp_path / "two")
    second = tmp_path / "two" / "exercises"
    (student.folder / "exercises" / TOPIC).symlink_to(second / TOPIC)
    manifest = student.folder / "exercises/course.toml"
    manifest.write_text(manifest.read_text() + f'\n[[topics]]\nid = "{TOPIC}"\n')
    assert student.run("start") == 2
    assert f"more than one topic has a ritual; name {SMALL} or {TOPIC}." in student.said
    assert student.run("start", SMALL) == 0
    assert student.run("check") == 1
    assert f"{SMALL}, the ritual: 0 of 4 steps done" in student.said


def test_without_pandas_its_notebook_says_how_to_get_it(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Describing needs none; what runs cells asks for the extra, in one sentence."""
    monkeypatch.setattr("grader.ritual.cells.find_spec", lambda _name: None)
    student = Student(course, tmp_path / "s")
    student.take("R1")
    assert student.run("check") == 0
    student.take("R2")
    assert student.run("check") != 0
    assert "ritual.ipynb needs pandas; install it with: python -m pip install" in student.said
    assert '-e ".[ritual]"' in student.said


@pytest.mark.full
@pytest.mark.parametrize("step", ["R2", "R3"])
@pytest.mark.parametrize("topic", [TOPIC, SMALL])
def test_a_learners_notebook_ends_in_jupyter_as_it_does_here(
    course: Course, small: Course, tmp_path: Path, topic: str, step: str
) -> None:
    """What is judged without a kernel leaves the same in one, run from its own folder."""
    student = Student(course if topic == TOPIC else small, tmp_path / "s")
    student.take(step)
    notebook = nbformat.read(student.path(step), as_version=4)
    spec, expected = known(student.course.root)
    notebook.cells.append(nbformat.v4.new_code_cell(spec.manifest.final))
    resources = {"metadata": {"path": str(student.path(step).parent)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    shown = float(notebook.cells[-1].outputs[-1]["data"]["text/plain"])
    right = {name: value for left in expected.values() for name, value in left.items()}
    assert abs(shown - right[spec.manifest.final]) < spec.manifest.tolerance


# Values of many kinds


TABLE = Frame({"a": [1, 2], "b": ["x", None]})
COLUMN = Series(["a", "b"], [1, 2.5])


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (TABLE, TABLE, ""),
        ({"a": [1.0, 2], "b": ["x", None]}, TABLE, ""),
        ({"b": ["x", float("nan")], "a": ["1", "2.0"]}, TABLE, ""),
        ([{"a": 1, "b": "x"}, {"a": 2, "b": ""}], TABLE, ""),
        ({"a": [1, 3], "b": ["x", None]}, TABLE, "yours 3, expected 2"),
        ({"a": [1, 2], "b": ["x", "y"]}, TABLE, "yours 'y', expected None"),
        ({"a": [1, 2]}, TABLE, "yours has no 'b'"),
        ({"a": [1, 2, 3], "b": ["x", None]}, TABLE, "yours has 3 entries, expected 2"),
        ([1, 2], TABLE, "yours is a list of 2, expected a table of 2"),
        (3, TABLE, "yours is an int, expected a table of 2"),
        (torch.tensor([[1.0, 3.0], [2.0, 4.0]]), Frame({"a": [1, 2], "b": [3, 4]}), ""),
        (torch.tensor([[1.0, 2.0], [3.0, 4.0]]), Frame({"a": [1, 2], "b": [3, 4]}), "differ"),
        ({"a": 1, "b": 2.5}, COLUMN, ""),
        ([1, 2.5], COLUMN, ""),
        (torch.tensor([1, 2.5]), COLUMN, ""),
        (Series(["b", "a"], [2.5, 1]), COLUMN, ""),
        (Series([0, 1], [1, 2.5]), COLUMN, "yours has no 'a'"),
        ({"a": 1, "b": 2}, COLUMN, "yours 2, expected 2.5"),
        (Series([[1], {}], [1, 2.5]), COLUMN, "yours has no 'a'"),
        (Series([np.ones(2), torch.ones(2)], [1, 2.5]), COLUMN, "yours has no 'a'"),
        (Frame({"a": [[1], {}], "b": [np.ones(2), torch.ones(2)]}), TABLE, "differ"),
        ("ab", COLUMN, "yours is a str"),
        (Series(["a"], [3]), {"a": 3}, ""),
        (Series([0, 1], [0.5, 1.5]), [0.5, 1.5], ""),
        (Frame({"a": [1]}), {"a": [1]}, ""),
        (Frame({"a": [1]}), torch.ones(1), "yours is a DataFrame of 1 columns, expected a tensor"),
    ],
)
def test_tables_and_columns_are_what_they_hold(got: Any, expected: Any, words: str) -> None:
    """pandas, a dict, a list or a tensor: what counts is the entries, and where a gap is."""
    if not words:
        compare(got, expected, "x")
        return
    with pytest.raises(Mismatch) as caught:
        compare(got, expected, "x")
    assert words in str(caught.value.rows)


VALUES = """
import collections, tqdm, pandas
from tqdm.auto import tqdm as bar
counter = collections.Counter("abca")
nested = collections.defaultdict(list, a=[collections.OrderedDict(b=1)])
column = pandas.Series([1, None, 3])
missing = pandas.Series(["a", pandas.NA], dtype="string")
table = pandas.DataFrame({"a": [1, 2], 3: ["x", None]})
inside = {"a": pandas.Series([1, 2])}
looped = [i for i in bar(range(3))] + [i for i in tqdm.trange(2)]
drawn = table.plot(); column.hist(bins=3); pandas.Series([1]).plot.bar()
"""


@needs_jail
@pytest.mark.parametrize("where", ["here", "jail"])
def test_what_a_cell_may_leave(course: Course, tmp_path: Path, where: str) -> None:
    """Counters, tables and bars, on a laptop and in the jail alike; plots draw nothing there."""
    spec = known(course.root)[0]
    given = tmp_path / "given"
    copy_given(course.root / "exercises", [spec.topic], given)
    tmp_path.chmod(0o755)
    (tmp_path / "work").mkdir()
    zygote = Zygote()
    jailed = jailed_cells(zygote, spec, tmp_path / "work", given)
    runner = Runner(local_cells(spec) if where == "here" else jailed)
    try:
        failure = runner.run("code cell 1", VALUES)
        assert failure is None, failure
        names = ("counter", "nested", "column", "missing", "table", "inside", "looped", "drawn")
        found = {name: runner.read(name) for name in names}
        assert runner.run("code cell 2", "import matplotlib.animation as a; a.anything()") is None
    finally:
        runner.forget()
        zygote.close()
    assert found["counter"].value == {"a": 2, "b": 1, "c": 1}
    assert found["nested"].value == {"a": [{"b": 1}]}
    assert str(found["column"].value) == str(Series([0, 1, 2], [1.0, float("nan"), 3.0]))
    assert found["missing"].value == Series([0, 1], ["a", None])
    assert found["table"].value.columns["a"] == [1, 2]
    assert list(found["table"].value.columns) == ["a", "3"]
    assert found["inside"].value == {"a": [1, 2]}
    assert found["looped"].value == [0, 1, 2, 0, 1]
    assert "a value of type" in found["drawn"].problem
    assert "matplotlib.animation" not in sys.modules
    assert pd.get_option("plotting.backend") == "matplotlib"


def test_a_table_without_pandas_goes_all_the_way(course: Course, tmp_path: Path) -> None:
    """Cells that are not written yet hand on tables of the learner's own kind."""
    student = Student(course, tmp_path / "s")
    student.take("R2")
    for name in ("count_gaps", "fill_gaps", "sex_columns"):
        student.edit("R2", rewrite(name, ""))
    step = judged_here(course, {"R2": student.path("R2").read_bytes()}).steps[1]
    assert failing(step) == {}
    assert sum(check.state == "pass" for check in step.checks) == 29


# pandas costs those topics nothing that do without it


@needs_jail
def test_pandas_is_loaded_for_its_notebook_alone(course: Course, tmp_path: Path) -> None:
    """Children of other topics, from the same zygote, have neither its modules nor its memory."""
    spec = known(course.root)[0]
    assert spec.manifest.packages == ["pandas"]
    work, given = tmp_path / "work", tmp_path / "given"
    copy_given(course.root / "exercises", [spec.topic], given)
    tmp_path.chmod(0o755)
    write_files({"exercises/x/seen.py": SEEN}, work)
    zygote = Zygote()
    asked = Request("call", "exercises.x.seen", "seen")
    try:
        first = seen(zygote, work, given, asked)
        with_pandas = seen(zygote, work, given, asked, packages=["pandas"])
        after = seen(zygote, work, given, asked)
        forbidding = seen(zygote, work, given, asked, forbid=["softmax"])
    finally:
        zygote.close()
    assert with_pandas[0]
    assert [each[0] for each in (first, after, forbidding)] == [False] * 3
    # In KB: as many before as after, within what an allocator moves.
    assert abs(after[1] - first[1]) < 2000
    assert with_pandas[1] - first[1] > 10_000


SEEN = b"""
import sys


def seen():
    return "pandas" in sys.modules
"""


def seen(zygote: Zygote, work: Path, given: Path, asked: Request, **kind: Any) -> tuple[bool, int]:
    """Whether a child has pandas, and the most memory that it held."""
    child = Child(zygote, work, given, **kind)
    try:
        reply = child.ask(asked, 20)
    finally:
        ending = child.close()
    assert reply.failure is None, reply.failure
    assert ending is not None
    return reply.value, ending["max_rss_kb"]


def test_a_topic_without_tables_asks_for_no_package(small: Course) -> None:
    """The small ritual runs with torch alone."""
    assert known(small.root)[0].manifest.packages == []
    text = json.dumps([cell.source for cell in known(small.root)[0].originals.values()])
    assert "pandas" not in text
    assert isinstance(small.topics[SMALL], Topic)
