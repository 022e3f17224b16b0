"""Checks in a notebook: the verdict and the words of pytest, as text and as HTML that is safe."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from tests.course_copy import grader
from tests.forks import run_in_fork
from tests.watch.small import SOFTMAX, TOPIC, WRONG, SharedWarm, learner

from grader.course.manifest import Course
from grader.errors import UsageError
from grader.notebook.checking import Checked, Checker, as_magics, not_of_cell, tasks_named
from grader.notebook.making import notebook_of
from grader.notebook.saving import save
from grader.notebook.shown import html_of_checked, text_of_checked
from grader.notebook.source import read_cells
from grader.record import CheckResult, Row, TaskResult, TopicResult

_SECONDS = re.compile(r" in [\d.]+s")


@pytest.fixture
def course(root: Path, tmp_path: Path) -> Course:
    """A learner's repository."""
    return learner(root, tmp_path)


@pytest.fixture
def checked(course: Course, shared: SharedWarm) -> Callable[..., Checked]:
    """checked(names, *cells): how the checks of these end."""
    checker = Checker(course)
    checker._warm = shared.lent_to(checker._ended.put)

    def run(names: list[str], *cells: str) -> Checked:
        book = read_cells((f"In [{n}]", text) for n, text in enumerate(cells, 1))
        topic, tasks = tasks_named(course, names, None)
        return checker.check(topic, tasks, book)

    return run


def words(text: str, place: str) -> list[str]:
    """The lines of a report without what a place or a clock decides."""
    lines = [_SECONDS.sub("", line).rstrip() for line in text.split("\n")]
    # A command is the notebook's there.
    lines = [line.replace("%grader ", "grader ") for line in lines]
    lines = [re.sub(place, "PLACE", line) for line in lines if line.strip()]
    return [line for line in lines if line.split()[0] not in ("again", "run")]


def test_the_words_are_pytests(course: Course, checked: Callable[..., Checked]) -> None:
    """Line by line those of the same function in its file, but for where it stands."""
    found = checked(["softmax"], WRONG.strip())
    path = course.topic(TOPIC).folder / "losses.py"
    before = path.read_text()
    book = read_cells([("In [1]", WRONG.strip())])
    assert save(course.topic(TOPIC), book, ["softmax"], lambda _: None, lambda _: True)
    done = run_in_fork(
        "pytest",
        f"exercises/{TOPIC}/test_losses.py",
        *("--all", "--task", "M1-E7", "-p", "no:cacheprovider"),
        cwd=course.root,
    )
    ours = words(text_of_checked(found), r"In \[1\], line \d+")
    theirs = words(done.stdout, r"exercises/makemore1/losses\.py:\d+")
    assert len(theirs) > 8
    assert ours == theirs
    assert path.read_text() != before
    assert "  next     %grader hint softmax" in text_of_checked(found)
    assert ">%grader hint softmax<" in html_of_checked(found)
    # What was checked in the notebook touched nothing of the learner's.
    assert not (course.root / "build/progress").exists()


def test_what_passes_is_saved_next(checked: Callable[..., Checked], course: Course) -> None:
    """The line after a green report, as text and as HTML; the next step where the file has it."""
    found = checked(["softmax"], SOFTMAX.strip())
    assert text_of_checked(found).count("  next     %grader save softmax") == 1
    assert "next: %grader save softmax<" in html_of_checked(found)
    book = read_cells([("In [1]", SOFTMAX.strip())])
    assert save(course.topic(TOPIC), book, ["softmax"], lambda _: None, lambda _: True)
    found = checked(["softmax"], SOFTMAX.strip())
    assert text_of_checked(found).count("  next     %grader next") == 1
    assert "%grader save" not in text_of_checked(found)


def test_every_command_is_a_magic() -> None:
    """Wherever it stands in a line; what is one already, or part of a path, stays as it is."""
    assert as_magics("more: grader hint softmax 2") == "more: %grader hint softmax 2"
    assert as_magics("  next     grader run M2-L1") == "  next     %grader run M2-L1"
    for same in ("%grader hint x", "!grader run M2-L1", "src/grader hint", "grader sync"):
        assert as_magics(same) == same


def test_a_cell_that_defines_another_name_is_told(course: Course) -> None:
    """What is checked then is an older cell's."""
    cells = ["def softmax(logits):\n    return 1", "def softmaxx(logits):\n    return 2"]
    book = read_cells((f"In [{n}]", text) for n, text in enumerate(cells, 6))
    _topic, tasks = tasks_named(course, ["softmax"], None)
    says = ["this cell defines no softmax; what is checked is that of In [6]"]
    assert not_of_cell(tasks, {"softmaxx"}, book) == says
    assert not_of_cell(tasks, {"softmax"}, book) == []


def test_as_html(checked: Callable[..., Checked]) -> None:
    """The same rows; a small tensor is a table whose wrong entries are marked in a word as well."""
    found = checked(["softmax"], "def softmax(logits, dim=-1):\n    return logits.exp()")
    page = html_of_checked(found)
    assert re.search(r"FAIL</b> M1-E7", page)
    [check] = [c for task in found.result.tasks for c in task.checks if c.state == "fail"][:1]  # type: ignore[union-attr]
    labels = [row.label for row in check.rows]
    assert [f">{label}<" in page for label in labels] == [True] * len(labels)
    passing = html_of_checked(checked(["softmax"], SOFTMAX.strip()))
    assert ">pass</b>" in passing
    assert "wrong" not in passing


def test_a_small_tensor_is_a_table() -> None:
    """Yours beside expected; an entry that is off is marked in a word and in colour, nan too."""
    rows = [Row("yours", "[[1, 2.5], [nan, 4]]"), Row("expected", "[[1, 2], [3, 4.00001]]")]
    check = CheckResult(
        id="i", task="t", title="is right", visibility="visible", state="fail", rows=rows
    )
    task = TaskResult(id="t", ref="M1-E1", title="", file="f", points=1, state="fail")
    task.checks.append(check)
    result = TopicResult(id="m", title="", solution_hash="", tasks=[task])
    page = html_of_checked(Checked(result))
    cells = re.findall(r"<td style=\"([^\"]*monospace[^\"]*)\">([^<]*)</td>", page)
    shown = ["1", "2.5 wrong", "nan wrong", "4", "1", "2", "3", "4.00001"]
    assert [text for _, text in cells] == shown
    assert [("background" in style) for style, _ in cells[:4]] == [False, True, True, False]


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


HOSTILE = """
def softmax(logits, dim=-1):
    print("</pre><script>alert(1)</script>")
    class Evil(Exception): pass
    Evil.__name__ = "<img src=x onerror=alert(1)>"
    raise ValueError("</td></table><script>alert(2)</script><a href='javascript:x'>")
"""


def test_the_learners_text_is_no_markup(checked: Callable[..., Checked]) -> None:
    """Whatever code prints, raises or calls itself is text in the page."""
    page = html_of_checked(checked(["softmax"], HOSTILE.strip()))
    found = Tags(page)
    assert found.tags <= {"div", "b", "table", "tr", "td", "pre"}
    assert found.attributes <= {"style"}
    assert "&lt;script&gt;" in page


def test_code_that_ends_its_process(checked: Callable[..., Checked]) -> None:
    """The notebook goes on, and is told."""
    cell = "def softmax(logits, dim=-1):\n    import os\n    os._exit(3)"
    found = checked(["softmax"], cell)
    assert found.result is None
    assert "ended itself with exit status 3" in text_of_checked(found)
    assert "exit status 3" in html_of_checked(found)


def test_names(course: Course) -> None:
    """A function, an id, a number; what nobody asks for says what may have been meant."""
    for name in ("softmax", "M1-E7", f"{TOPIC}/softmax"):
        _topic, [task] = tasks_named(course, [name], None)
        assert task.ref == "M1-E7"
    with pytest.raises(UsageError, match="did you mean softmax"):
        tasks_named(course, ["sofmax"], None)


def test_names_that_several_topics_have(root: Path) -> None:
    """The notebook's own topic decides; without one it is asked. A class means all of its tasks."""
    from grader.course.manifest import load_course

    whole = load_course(root)
    with pytest.raises(UsageError, match=r"micrograd and makemore1 have softmax; say which"):
        tasks_named(whole, ["softmax"], None)
    home = whole.topic("makemore1")
    assert tasks_named(whole, ["softmax"], home)[0] is home
    _topic, tasks = tasks_named(whole, ["Value"], None)
    assert len(tasks) > 5


def test_saving_asks_and_shows(course: Course) -> None:
    """A diff, a question; without a yes nothing is written, and what is there is left alone."""
    topic = course.topic(TOPIC)
    path = topic.folder / "losses.py"
    before, said = path.read_text(), []
    book = read_cells([("In [1]", SOFTMAX.strip())])
    assert not save(topic, book, ["softmax"], said.append, lambda _: False)
    assert path.read_text() == before
    assert "+    shifted = logits - logits.max(dim, keepdim=True).values" in said
    assert save(topic, book, ["softmax"], said.append, lambda _: True)
    assert said[-1].startswith(
        f"written: exercises/{TOPIC}/losses.py; what was there is in build/kept/"
    )
    assert save(topic, book, ["softmax"], said.append, lambda _: pytest.fail("asked"))
    assert said[-1] == "the files have it already: softmax"


@pytest.mark.parametrize(("mark", "end"), [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n")])
def test_saving_keeps_a_file_as_its_editor_writes_it(
    course: Course, mark: bytes, end: bytes
) -> None:
    """Line ends of Windows and a byte order mark; what is not UTF-8 is left, with what to do."""
    topic = course.topic(TOPIC)
    path = topic.folder / "losses.py"
    text = path.read_text()
    path.write_bytes(mark + text.encode().replace(b"\n", end))
    book = read_cells([("In [1]", SOFTMAX.strip())])
    assert save(topic, book, ["softmax"], lambda _: None, lambda _: True)
    written = path.read_bytes()
    assert written.startswith(mark + b'"""')
    assert written.count(b"\n") == written.count(end) > 0
    path.write_bytes(text.encode("utf-16"))
    with pytest.raises(UsageError, match="is UTF-16 text; save it as UTF-8"):
        save(topic, book, ["softmax"], lambda _: None, lambda _: True)


def test_a_notebook_of_a_topic_and_back(course: Course) -> None:
    """It is valid, its stubs change no file, and what is written in it goes into the files."""
    folder = course.root
    done = grader("notebook", TOPIC, cwd=folder)
    assert done.returncode == 0, done.stderr
    path = folder / f"exercises/{TOPIC}/{TOPIC}.ipynb"
    book = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(book)
    checks = [cell.source.split("\n")[0] for cell in book.cells if "%%check" in cell.source]
    assert len(checks) == 13
    assert grader("notebook", TOPIC, cwd=folder).returncode == 2
    stubs = {file.name: (path.parent / file.name).read_text() for file in course.topic(TOPIC).files}
    done = grader("notebook", "--collect", path, "--yes", cwd=folder)
    assert "the files have it already" in done.stdout, done.stderr
    for cell in book.cells:
        if "%%check M1-E7" in cell.source:
            cell.source = "%%check M1-E7" + SOFTMAX + "softmax(torch.ones(2))"
    book.cells.append(nbformat.v4.new_code_cell("%matplotlib inline\nplt.plot(range(3))"))  # type: ignore[no-untyped-call]
    nbformat.write(book, path)  # type: ignore[no-untyped-call]
    done = grader("notebook", "--collect", path, "--yes", cwd=folder)
    assert f"written: exercises/{TOPIC}/losses.py" in done.stdout, done.stderr
    left = done.stdout.partition("left behind:")[2]
    last = sum(cell.cell_type == "code" for cell in book.cells)
    assert f"code cell {last}: %matplotlib inline\n" in left
    assert f"code cell {last}: plt.plot(range(3))\n" in left
    changed = {name for name, text in stubs.items() if (path.parent / name).read_text() != text}
    assert changed == {"losses.py"}


def test_a_download_goes_into_the_repository_that_one_is_in(course: Course, tmp_path: Path) -> None:
    """As from Colab: it lies in no repository, and says itself which topic it was made of."""
    with tempfile.TemporaryDirectory() as elsewhere:
        path = Path(elsewhere, "download.ipynb")
        path.write_text(notebook_of(course.topic(TOPIC), "").replace("M1-E7 softmax", "M1-E7 no"))
        done = grader("notebook", "--collect", path, "--yes", cwd=course.root)
    assert f"written: exercises/{TOPIC}/losses.py" in done.stdout, done.stderr


def test_a_cell_that_is_still_the_stub_takes_nothing_away(course: Course) -> None:
    """A working function stays; what is written over has a copy."""
    topic = course.topic(TOPIC)
    path = topic.folder / "losses.py"
    stub = path.read_text()
    path.write_text(stub + SOFTMAX)
    solved = path.read_text()
    said: list[str] = []
    cell = 'def softmax(logits):\n    raise NotImplementedError("M1-E7 softmax")\n'
    book = read_cells([("In [1]", cell)])
    save(topic, book, ["softmax"], said.append, lambda _: pytest.fail("asked"))
    assert said[0] == "left out: the cell of softmax still is the stub, and the file has more"
    assert path.read_text() == solved
    book = read_cells([("In [1]", WRONG.strip())])
    assert save(topic, book, ["softmax"], said.append, lambda _: True)
    [kept] = (course.root / "build/kept").rglob("losses.*.py")
    assert kept.read_text() == solved


def test_what_cannot_be_collected(course: Course, tmp_path: Path) -> None:
    """No file, no notebook, no topic: one sentence each."""
    bad = tmp_path / "bad.ipynb"
    bad.write_text("{}")
    elsewhere = tmp_path / "elsewhere.ipynb"
    elsewhere.write_text(
        json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    for path, said in (
        (tmp_path / "none.ipynb", "cannot read"),
        (bad, "no notebook"),
        (elsewhere, "lies in no topic's folder; say which"),
    ):
        done = grader("notebook", "--collect", path, cwd=course.root)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert grader("notebook", cwd=course.root).returncode == 2
