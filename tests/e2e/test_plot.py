"""`grader plot`: pictures of what a learner's functions compute."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.course_copy import grader, grader_anew
from tests.forks import run_in_forks

from classroom.author.compose import solutions
from grader.course.manifest import Course

TOPIC = """\
title = "tiny"
hours = "1"
pass_mark = 60
[[files]]
name = "own.py"
title = "own functions"
"""
TASK = """\
[[files.tasks]]
id = "{0}"
ref = "T-{0}"
title = "{0}"
points = 1
hints = ["one", "two"]
"""
PLOTS = """\
from grader import plot


@plot("square")
def curve(student, figure):
    figure.subplots().plot([student.square(x) for x in range(5)])


@plot("square", "cube")
def both(student, figure):
    figure.subplots().plot([student.square(x) - student.cube(x) for x in range(5)])
"""
STUB = 'raise NotImplementedError("T")'


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A course of one topic with two pictures; own.py is to be written by the test."""
    folder = tmp_path / "exercises" / "tiny"
    folder.mkdir(parents=True)
    course = 'title = "t"\nversion = "1"\n[[topics]]\nid = "tiny"\n'
    (tmp_path / "exercises/course.toml").write_text(course)
    (folder / "topic.toml").write_text(TOPIC + TASK.format("square") + TASK.format("cube"))
    (folder / "plots.py").write_text(PLOTS)
    return tmp_path


def own(root: Path, square: str, cube: str) -> None:
    """Write the learner's file: two functions with these bodies."""
    text = f"def square(x):\n    {square}\n\n\ndef cube(x):\n    {cube}\n"
    (root / "exercises/tiny/own.py").write_text(text)


def plot(root: Path, topic: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return grader("plot", topic, "--course", root, cwd=root)


def test_pictures_are_drawn_and_ignored_by_git(tiny: Path) -> None:
    """Every picture is written where the output says, and git does not see the folder."""
    own(tiny, "return x * x", "return x**3")
    done = plot(tiny, "tiny")
    assert (done.returncode, done.stderr) == (0, "")
    for name, line in zip(("curve", "both"), done.stdout.splitlines(), strict=True):
        assert line.split() == [name, f"exercises/tiny/plots/{name}.png"]
        assert (tiny / line.split()[1]).read_bytes().startswith(b"\x89PNG")
    subprocess.run(["git", "init", "-q"], cwd=tiny, check=True)
    seen = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=tiny, capture_output=True, text=True
    )
    assert "own.py" in seen.stdout
    assert "plots/" not in seen.stdout


def test_an_unfinished_function_is_named(tiny: Path) -> None:
    """What can be drawn is drawn; the rest says in a sentence which task it waits for."""
    own(tiny, "return x * x", STUB)
    done = plot(tiny, "tiny")
    first, second = done.stdout.splitlines()
    assert first.endswith("exercises/tiny/plots/curve.png")
    assert second.split(maxsplit=1)[1] == (
        "not drawn: needs cube, not started in exercises/tiny/own.py; grader hint cube"
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert not (tiny / "exercises/tiny/plots/both.png").exists()


@pytest.mark.parametrize(
    ("cube", "said"),
    [
        ("return x / 0", "ZeroDivisionError: division by zero, at exercises/tiny/own.py:6; "),
        ("return None", "from what your functions returned; "),
        ("return (", "SyntaxError: '(' was never closed, at exercises/tiny/own.py:6; "),
    ],
)
def test_an_error_of_the_learner_is_one_line(tiny: Path, cube: str, said: str) -> None:
    """The error and the learner's own line, no traceback."""
    own(tiny, "return x * x", cube)
    done = plot(tiny, "tiny")
    line = done.stdout.splitlines()[-1]
    assert said in line
    assert line.endswith("see pytest exercises/tiny")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_without_matplotlib_the_extra_is_named(tiny: Path, tmp_path: Path) -> None:
    """One line says what to install."""
    own(tiny, "return x * x", "return x**3")
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden/matplotlib.py").write_text("raise ImportError('not here')\n")
    path = str(tmp_path / "hidden")
    done = grader_anew("plot", "tiny", "--course", tiny, cwd=tiny, PYTHONPATH=path)
    assert done.returncode == 2
    advice = 'run: pip install -c constraints.txt -e ".[plots]"'
    assert done.stderr == f"grader: plots need matplotlib; {advice}\n"


def test_wrong_topics_are_one_line(tiny: Path) -> None:
    """A topic that is not there, and one without pictures."""
    own(tiny, "return x * x", "return x**3")
    done = plot(tiny, "large")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "grader: there is no topic 'large'; the topics are: tiny.\n"
    (tiny / "exercises/tiny/plots.py").unlink()
    done = plot(tiny, "tiny")
    assert (done.returncode, done.stderr) == (2, "grader: tiny has no plots.\n")


@pytest.mark.parametrize("part", [0, pytest.param(1, marks=pytest.mark.full)])
def test_every_topic_with_plots_draws_them(course: Course, tmp_path: Path, part: int) -> None:
    """With the reference in place every picture is drawn; on a topic's stubs none is.

    Of the first topic; of the others with the long tests.
    """
    ignored = shutil.ignore_patterns("__pycache__", "plots")
    shutil.copytree(course.root / "exercises", tmp_path / "exercises", ignore=ignored)
    topics = [t for t in course.topics.values() if (t.folder / "plots.py").is_file()]
    topics = topics[1:] if part else topics[:1]
    assert topics
    stubs = plot(tmp_path, topics[0].id)
    assert stubs.returncode == 1
    assert all("not started in" in line for line in stubs.stdout.splitlines())
    for topic in topics:
        for name, text in solutions(course, topic).items():
            (tmp_path / name).write_text(text)
    where = ["--course", str(tmp_path)]
    runs = [(tmp_path, ["grader", "plot", topic.id, *where]) for topic in topics]
    for topic, done in zip(topics, run_in_forks(tmp_path, runs), strict=True):
        assert done.returncode == 0, done.printed
        assert len(list((tmp_path / "exercises" / topic.id / "plots").glob("*.png"))) > 1
