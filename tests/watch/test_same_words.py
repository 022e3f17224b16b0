"""One mistake has one wording: terminal, watch, notebook, job summary and comment."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from queue import SimpleQueue

import pytest
from tests.conftest import is_full
from tests.forks import run_in_fork
from tests.watch.small import SharedWarm

from classroom.author.compose import solutions, with_override
from grader.check.mistakes import read_mistakes
from grader.course.manifest import Course, load_course
from grader.notebook.checking import Checker, tasks_named
from grader.notebook.compose import declared
from grader.notebook.shown import text_of_checked
from grader.notebook.source import read_cells
from grader.render.actions import summary
from grader.render.markdown import feedback
from grader.render.message import message_lines
from grader.stored import read
from grader.watch.warm import Ended

# Of each topic, unless all are asked for.
_SAMPLE = ("makemore1",)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A case for each mistake; a few of them where the mark `full` is not asked for."""
    course = load_course(Path(__file__).resolve().parents[2])
    cases = []
    for topic in course.topics.values():
        keys = list(read_mistakes(topic).mistakes)
        chosen = keys if is_full(metafunc.config) else keys[:: max(len(keys), 1)]
        if not is_full(metafunc.config) and topic.id not in _SAMPLE:
            chosen = []
        cases += [(topic.id, key) for key in chosen]
    metafunc.parametrize(("name", "key"), cases, ids=[f"{t}-{k}" for t, k in cases])


def test_a_mistake_has_one_wording(
    course: Course, tmp_path: Path, shared: SharedWarm, name: str, key: str
) -> None:
    """Each line of the message about the first check that fails stands in all five."""
    topic = course.topic(name)
    home = tmp_path / "exercises"
    ignored = shutil.ignore_patterns("__pycache__", "figures", "plots", "*.ipynb")
    for folder in (name, "data"):
        shutil.copytree(course.root / "exercises" / folder, home / folder, ignore=ignored)
    (home / "course.toml").write_text(f'title = "t"\nversion = "1"\n[[topics]]\nid = "{name}"\n')
    shutil.copy(course.root / "pyproject.toml", tmp_path)
    right = solutions(course, topic)
    wrong = with_override(course, topic, course.reference / name / "mistakes" / f"{key}.py")
    # A mistake comes with an empty report.
    [path] = [p for p in wrong if p.endswith(".py") and wrong[p] != right[p]]
    for each, text in (right | wrong).items():
        (tmp_path / each).write_text(text)
    task = topic.tasks[read_mistakes(topic).mistakes[key].task]
    columns = {"COLUMNS": "100"}
    tests = f"exercises/{name}/test_{Path(path).name}"
    quiet = ["-p", "no:cacheprovider", "--color=no"]
    terminal = run_in_fork(
        "pytest",
        *(tests, "--task", task.ref, "--record", "record.json", *quiet),
        cwd=tmp_path,
        env=os.environ | columns,
    ).stdout
    record = read(tmp_path / "record.json")
    [found] = record.topics[0].tasks
    failing = [check for check in found.checks if check.state not in ("pass", "not_started")]
    if not failing:
        # Hidden checks alone see it; a laptop has none, and nobody says anything.
        assert "1 of 1 tasks done" in terminal
        return
    lines = message_lines(failing[0])
    assert len(lines) > 2

    queue: SimpleQueue[Ended] = SimpleQueue()
    lent = shared.lent_to(queue.put)
    lent.run(tmp_path, [tests, "--task", task.ref, *quiet], environment=columns)
    watched = queue.get(timeout=120).text

    (tmp_path / path).write_text(right[path])
    here = load_course(tmp_path)
    checker = Checker(here)
    checker._warm = shared.lent_to(checker._ended.put)
    book = read_cells([("In [1]", wrong[path])])
    notebook = text_of_checked(
        checker.check(here.topic(name), tasks_named(here, [task.ref], None)[1], book)
    )
    assert set(declared(topic)) & book.units.keys()

    graded = (summary(record, []), feedback(record))
    for line in lines:
        assert line in terminal.splitlines()
        assert line in watched.splitlines()
        for text in graded:
            assert line[2:] in text
        label = line[:11].strip()
        if label == "code":
            assert re.search(r"code     In \[1\], line \d+ \(", notebook)
        elif label != "again":
            # A notebook has commands of its own.
            assert line.replace(" grader hint", " %grader hint") in notebook.splitlines()
