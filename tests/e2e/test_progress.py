"""`grader progress` and `grader leaderboard`: how far a learner is, and their own runs."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from tests.course_copy import change, grader, refused
from tests.forks import run_in_fork

from grader.course.plan import empty_ticks, load_plan, load_ticks, refs, table
from grader.errors import UsageError
from grader.learn.leaderboard import COLUMNS, MAX_RUNS, Run, add_run, read_runs

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
ref = "TY-E{1}"
title = "{0}"
points = 1
minutes = 45
hints = ["one", "two"]
"""
CHECKS = """\
from grader import each_task, expect_equal


@each_task("square", "cube")
def test_zero(student, name):
    \"\"\"maps 0 to 0\"\"\"
    expect_equal(student.call(name, 0), 0)
"""
PLAN = """\
[[lines]]
id = "S1"
says = "a line that checks see"
where = "[tiny](tiny/README.md)"
do = "TY-E1, TY-E2, TY-T1"
answer = "TY-Q1 to TY-Q3, TY-X1"

[[lines]]
id = "S2"
says = "one that only a learner sees"
where = "a video"
by_hand = "watched it"

[[lines]]
id = "S2a"
says = "half of it, and a stage of the ritual"
where = "a video"
do = "TY-E1, R2"
by_hand = "followed along"
"""
SOLVED = "def square(x):\n    return x * x\n\n\ndef cube(x):\n    {0}\n"
LECTURE = "validation,training,parameters,steps,settings\n2.105,2.058,12097,200000,context 3\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A course of one topic with two tasks, of which the first is solved, and a plan."""
    folder = tmp_path / "exercises" / "tiny"
    folder.mkdir(parents=True)
    course = 'title = "t"\nversion = "1"\n[[topics]]\nid = "tiny"\n'
    (tmp_path / "exercises/course.toml").write_text(course)
    (tmp_path / "exercises/study_plan.toml").write_text(PLAN)
    (folder / "topic.toml").write_text(TOPIC + TASK.format("square", 1) + TASK.format("cube", 2))
    (folder / "test_own.py").write_text(CHECKS)
    (folder / "own.py").write_text(SOLVED.format('raise NotImplementedError("TY-E2")'))
    (folder / "lecture.csv").write_text(LECTURE)
    return tmp_path


def run_checks(root: Path, *arguments: str) -> None:
    """pytest as a learner starts it."""
    run_in_fork("pytest", *(arguments or ["exercises/tiny"]), cwd=root)


def shown(root: Path) -> str:
    """What `grader progress` prints."""
    done = grader("progress", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert max(map(len, done.stdout.splitlines())) <= 100
    return done.stdout


def row(page: str, line: str) -> list[str]:
    """The last four cells of a line: tasks, answers, texts, by hand."""
    [found] = [each for each in page.splitlines() if each.startswith(f"  {line} ")]
    return found.split()[-4:]


def test_before_any_run_nothing_is_done(tiny: Path) -> None:
    """Each topic says how it is run; every line stands at 0."""
    page = shown(tiny)
    assert "tiny  no whole run yet, 1.5 h of tasks left: pytest exercises/tiny" in page
    assert row(page, "S1") == ["0/3", "0/3", "0/1", "-"]
    assert row(page, "S2") == ["-", "-", "-", "open"]
    assert "0 of 3 lines of the plan are done" in page
    assert page.rstrip().endswith("next: pytest exercises/tiny")


MILESTONES = """\
from grader import milestone


@milestone()
def test_far(student):
    \"\"\"comes far\"\"\"
    assert student.square(3) == {0}


@milestone()
def test_near(student):
    \"\"\"comes near\"\"\"


@milestone(full=True)
def test_a_day(student):
    \"\"\"takes a day\"\"\"
    raise AssertionError
"""


def test_milestones_count_once_all_short_ones_are_reached(tiny: Path) -> None:
    """As one thing of the plan, by their last runs; a part of a run changes what it ran."""
    path = tiny / "exercises/tiny/test_milestones.py"
    path.write_text(MILESTONES.format(10))
    run_checks(tiny, "exercises/tiny", "-m", "milestone")
    assert row(shown(tiny), "S1")[0] == "0/3"
    path.write_text(MILESTONES.format(9))
    run_checks(tiny, "exercises/tiny", "-m", "milestone", "-k", "far")
    assert row(shown(tiny), "S1")[0] == "1/3"
    assert "no whole run yet" in shown(tiny)
    kept = tiny / "build/progress/tiny-milestones.json"
    kept.write_text("[")
    done = grader("progress", cwd=tiny)
    assert done.returncode != 0
    assert "remove it and run: pytest exercises/tiny -m milestone" in done.stderr


def test_a_whole_run_is_remembered_and_an_edit_seen(tiny: Path) -> None:
    """The last whole run counts, a part of one does not; a later edit is said."""
    run_checks(tiny, "exercises/tiny/test_own.py::test_zero[square]")
    assert "no whole run yet" in shown(tiny)
    run_checks(tiny)
    page = shown(tiny)
    assert "tiny  1 of 2 tasks pass, 1 of 2 points, 45 min of tasks left, seen 20" in page
    assert row(page, "S1")[0] == "1/3"
    assert row(page, "S2a")[0] == "1/2"
    change(tiny / "exercises/tiny/own.py", 'raise NotImplementedError("TY-E2")', "return x**3")
    assert "1 of 2 tasks pass, 1 of 2 points, 45 min" in shown(tiny)
    assert "\n        changed since, run it again: pytest exercises/tiny\n" in shown(tiny)
    run_checks(tiny)
    page = shown(tiny)
    assert "2 of 2 tasks pass, 2 of 2 points, seen 20" in page
    assert "changed" not in page


def test_ticks_and_stages_of_the_ritual_count(tiny: Path) -> None:
    """What is set to true is done; a stage is done when `grader ritual check` has found it so."""
    lines = load_plan(tiny / "exercises")
    ticks = tiny / "exercises/progress.toml"
    ticks.write_text(empty_ticks(lines))
    assert "0 of 3 lines" in shown(tiny)
    ticks.write_text(empty_ticks(lines).replace("S2  = false", "S2  = true") + "S9z = true\n")
    page = shown(tiny)
    assert row(page, "S2")[3] == "done"
    assert row(page, "S2a")[3] == "open"
    assert "1 of 3 lines" in page
    assert "note: progress.toml: no line of the plan that is ticked by hand is called 'S9z'" in page
    step = {"id": "R2", "ref": "", "title": "t", "file": "f", "points": 0, "state": "pass"}
    kept = tiny / "build/progress/tiny-ritual.json"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps({"notebook": "n", "steps": [step]}))
    assert row(shown(tiny), "S2a")[0] == "1/2"


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("exercises/progress.toml", "S2 = 1\n", "'S2' is neither true nor false; write one"),
        ("exercises/progress.toml", "S2 true\n", "each line is a name, =, and true or false"),
        ("exercises/study_plan.toml", "[[lines]]\nid = 1\n", "study_plan.toml"),
        ("build/progress/tiny.json", "{", "tiny.json"),
        ("build/progress/tiny-ritual.json", "{", "remove it and run: grader ritual check"),
    ],
)
def test_damaged_files_are_one_sentence(tiny: Path, file: str, text: str, words: str) -> None:
    """What, where, what next; never a traceback."""
    (tiny / file).parent.mkdir(parents=True, exist_ok=True)
    (tiny / file).write_text(text)
    code, said = refused("progress", cwd=tiny)
    assert code != 0
    assert said.startswith("grader: ")
    assert said.count("\n") == 1
    assert words in said


def test_refs_and_table() -> None:
    """Ranges are written out; a row of the table has a cell for each part of a line."""
    assert refs("CD-E3 to CD-E5, R1; MN-Q2") == ["CD-E3", "CD-E4", "CD-E5", "R1", "MN-Q2"]
    lines = load_plan(Path(__file__).parents[2] / "exercises")
    assert {text.count(" |") for text in table(lines).splitlines()[2:]} <= {6}


def test_empty_ticks_are_read_back(tiny: Path) -> None:
    """The file that the course hands out is a right one, with nothing ticked."""
    lines = load_plan(tiny / "exercises")
    (tiny / "exercises/progress.toml").write_text(empty_ticks(lines))
    found = load_ticks(tiny / "exercises", lines)
    assert (found.done, found.unknown) == (frozenset(), ())


def test_runs_stand_among_the_lectures(tiny: Path) -> None:
    """A run is added to the file, kept in full, and ranked by its validation loss."""
    arguments = ("leaderboard", "--topic", "tiny")
    assert "no run of yours yet" in grader(*arguments, cwd=tiny).stdout
    hostile = "\x1b[31mred\x1b[0m =1+1"
    options = ("--training", "1.9", "--parameters", "22397", "--steps", "20000")
    grader(*arguments, "--add", "2.0511", *options, "--settings", hostile, cwd=tiny)
    page = grader(*arguments, "--add", "2.2", cwd=tiny).stdout
    places = [each.split()[:2] for each in page.splitlines() if each.lstrip()[:1].isdigit()]
    assert places == [["1.", "2.0511"], ["2.", "2.1050"], ["3.", "2.2000"]]
    assert "your best: 2.0511, 0.0539 below the lecture's best of 2.105" in page
    assert "\x1b" not in page
    [first, second] = read_runs(tiny / "exercises/tiny/runs.csv")
    assert (first.training, first.parameters, first.steps) == (1.9, 22397, 20000)
    assert math.isnan(second.training)
    assert replace(second, training=0.0) == Run(2.2, 0.0)  # nan equals nothing


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--training", "1.9"), "say the validation loss"),
        (("--add", "nan"), "a loss is a number above 0"),
        (("--add", "0"), "a loss is a number above 0"),
        (("--topic", "nope"), "there is no topic 'nope'"),
    ],
)
def test_a_wrong_run_is_refused(tiny: Path, arguments: tuple[str, ...], words: str) -> None:
    """One sentence, and nothing is written."""
    topic = () if "--topic" in arguments else ("--topic", "tiny")
    code, said = refused("leaderboard", *topic, *arguments, cwd=tiny)
    assert code == 2
    assert words in said
    assert not (tiny / "exercises/tiny/runs.csv").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "line 1: write the columns validation,training,"),
        (",".join(COLUMNS) + "\nfast,,,,\n", "line 2, validation: 'fast' is no loss"),
        (",".join(COLUMNS) + "\n2.1,,many,,\n", "line 2, parameters: 'many' is no whole number"),
        (",".join(COLUMNS) + "\n" + "2.1,,,,\n" * (MAX_RUNS + 1), "more than 10,000 runs"),
        ('"', "line 1"),
    ],
)
def test_damaged_runs_name_the_line(tmp_path: Path, text: str, words: str) -> None:
    """The first wrong line is named, and adding to such a file leaves it as it is."""
    path = tmp_path / "runs.csv"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        add_run(path, Run(2.0))
    assert words in str(caught.value)
    assert path.read_text() == text
