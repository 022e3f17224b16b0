"""Experiments on a laptop: predict, run, report, check; and no command stumbles over them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import msgspec
import pytest
from tests.course_copy import grader, refused
from tests.engine.mini_course import SOLUTION, STUB
from tests.engine.mini_experiment import FILES, write_experiment
from tests.forks import run_in_fork

from classroom.grade.key import load_key, sealed_file
from grader.course.experiments import ExperimentSpec
from grader.course.manifest import load_course, load_topic
from grader.experiments.log import FOLDER, add_run, log_path, read_runs
from grader.learn.experiments import how_far
from grader.repository.begun import needed
from grader.repository.manifest import describe, encode
from grader.repository.sync import _sheets
from grader.stored import read

TOPIC = "exercises/mini"
REPORT = f"{TOPIC}/report.toml"
RIGHT = FILES["reference/mini/report.toml"]


def pytest_of(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """pytest over the topic."""
    return run_in_fork("pytest", TOPIC, "-p", "no:cacheprovider", *options, cwd=root)


def write(root: Path, **lines: str) -> None:
    """A report with these lines."""
    text = "".join(f"{key} = {value}\n" for key, value in lines.items())
    (root / REPORT).write_text(f"[MI-L1]\n{text}")


def keep(root: Path, end: float) -> ExperimentSpec:
    """Add a run to the log of the experiment, which is returned."""
    spec = load_topic(root / TOPIC).experiments["doublings"]
    add_run(
        root,
        spec,
        time="2026-11-30T05:00:00+00:00",
        size="laptop",
        seconds=1.0,
        prediction="A",
        settings=spec.defaults,
        found={"end": end, "half": 0.5},
    )
    return spec


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The course with its tasks solved, and nothing reported."""
    root = write_experiment(tmp_path)
    (root / TOPIC / "mini.py").write_text(SOLUTION)
    write(root, prediction='""')
    return root


def test_from_prediction_to_a_report_that_holds(root: Path) -> None:
    """Each step is told by the next plain run of pytest; the check says what grading says."""
    status, said = refused("run", "MI-L1", "--set", "start=1", cwd=root)
    assert status == 2
    assert f"write A, B or C behind `prediction` in the section [MI-L1] of {REPORT}" in said
    assert "not started                 MI-L1: grader run MI-L1\n" in pytest_of(root).stdout

    write(root, prediction='"A"')
    first = grader("run", "doublings", "--set", "start=1", "--graded", cwd=root)
    assert first.returncode == 0, first.stderr
    assert "found = { end = 4096.00, half = 64.000 }" in first.stdout
    assert "goal reached: end above 1,000" in first.stdout
    topic = load_topic(root / TOPIC)
    assert how_far(topic) == {"doublings": "run"}

    write(root, prediction='"A"', settings="{ start = 1.0 }", found="{ end = 5.0, half = 64.0 }")
    assert how_far(topic) == {"doublings": "reported"}
    wrong = pytest_of(root, "-m", "experiment")
    assert wrong.returncode == 1
    assert "end is not of these settings" in wrong.stdout
    assert how_far(topic) == {"doublings": "partial"}

    (root / REPORT).write_text(RIGHT)
    assert how_far(topic) == {"doublings": "reported"}
    whole = pytest_of(root, "-m", "task or experiment", "--record", "record.json")
    assert whole.returncode == 0, whole.stdout
    assert "3 of 3 tasks done, 15 of 15 points" in whole.stdout
    assert how_far(topic) == {"doublings": "pass"}
    [found] = read(root / "record.json").topics
    assert [task.ref for task in found.tasks] == ["MI-E1", "MI-E2", "MI-L1"]
    report = found.tasks[-1].report
    assert report is not None
    # Without sealed.json nobody here knows what is right.
    assert (report.prediction, report.right) == ("C", None)
    course = load_course(root)
    (root / TOPIC / "sealed.json").write_bytes(
        msgspec.json.encode(sealed_file(course.topic("mini"), load_key(course, topic)))
    )
    assert pytest_of(root, "-m", "experiment", "--record", "again.json").returncode == 0
    report = read(root / "again.json").topics[0].tasks[-1].report
    assert report is not None
    assert report.right is True
    assert "you predicted C: right. Twelve doublings" in grader("run", "MI-L1", cwd=root).stdout


def test_a_run_stands_among_the_earlier_ones(root: Path) -> None:
    """The page of an experiment has what is asked, and all runs so far."""
    write(root, prediction='"B"')
    keep(root, end=1.0)
    done = grader("run", "MI-L1", "--set", "start=1", cwd=root)
    assert done.returncode == 0, done.stderr

    page = grader("run", "MI-L1", cwd=root).stdout

    assert "asked    A number is doubled 12 times." in page
    for text in (page, done.stdout):
        assert text.count("  laptop  start = ") == 2
    assert (root / FOLDER / "MI-L1.csv").read_text().count("\n") == 3


def test_what_stops_a_run_is_one_message(root: Path) -> None:
    """A stub, code that raises and refused settings leave no row in the log."""
    write(root, prediction='"B"')
    cases = {
        STUB: "runs your own functions, and double is not started",
        SOLUTION.replace("2 * x", "1 / 0"): "ZeroDivisionError",
    }
    for code, says in cases.items():
        (root / TOPIC / "mini.py").write_text(code)
        done = grader("run", "MI-L1", "--set", "start=1", cwd=root)
        assert (done.returncode, done.stdout) == (2, "")
        assert says in done.stderr
        assert "Traceback" not in done.stderr
    for given, says in (
        ("start=100", "it takes a number from 0.001 to 10"),
        ("start", "write a name, =, and a value"),
        ("start=10", "start times steps is at most 100"),
    ):
        status, said = refused("run", "MI-L1", "--set", given, cwd=root)
        assert (status, says in said) == (2, True), said
    assert not (root / FOLDER).exists()


def test_a_log_that_was_written_to_by_hand(root: Path) -> None:
    """Lines that are no runs are left out, whatever they hold."""
    for end in (1.0, float("nan")):
        spec = keep(root, end)
    path = log_path(root, spec)
    path.write_bytes(path.read_bytes() + b'x,y\n\0,"\n\xff' + b"z," * 100)

    assert [run.found["half"] for run in read_runs(root, spec)] == [0.5, 0.5]


def test_other_commands_know_experiments(root: Path) -> None:
    """A hint is shown; where tasks are meant, it says what to run."""
    assert "the steps" in grader("hint", "MI-L1", cwd=root).stdout
    assert "try a larger start" in grader("hint", "doublings", "2", cwd=root).stdout
    for command in ("reset", "solution"):
        status, said = refused(command, "MI-L1", cwd=root)
        assert (status, "see: grader run MI-L1" in said) == (2, True)
    assert "pytest exercises/mini -m experiment" in pytest_of(root, "--task", "MI-L1").stdout
    following = grader("next", cwd=root)
    assert "the next experiment is MI-L1" in following.stdout, following.stderr


@pytest.mark.full
def test_endless_code_is_a_timeout_as_in_grading(root: Path) -> None:
    """With --jail a child ends at the experiment's own deadline."""
    (root / TOPIC / "experiments.py").write_text(
        FILES[f"{TOPIC}/experiments.py"].replace("deadline=5.0", "deadline=1.0")
    )
    (root / TOPIC / "mini.py").write_text(
        SOLUTION.replace("    return 2 * x", "    while x == 64.0:\n        pass\n    return 2 * x")
    )
    (root / REPORT).write_text(RIGHT)

    done = pytest_of(root, "-m", "experiment", "--jail")

    assert done.returncode == 1
    assert "TIMEOUT" in done.stdout
    assert "is there a loop that never ends?" in done.stdout


def test_untouched_experiments_need_no_torch(root: Path) -> None:
    """Where nothing is reported experiments.py is not even imported."""
    (root / TOPIC / "experiments.py").write_text("raise ImportError('no torch here')\n")

    done = pytest_of(root, "-m", "task or experiment")

    assert "2 of 3 tasks done, 10 of 15 points" in done.stdout, done.stdout
    assert done.returncode == 1


def test_a_begun_report_needs_torch(root: Path) -> None:
    """What a push installs: all of it where an experiment is reported, nothing where none is."""
    (root / TOPIC / "topic.toml").write_text(
        FILES[f"{TOPIC}/topic.toml"].replace('title = "numbers"', 'title = "n"\nforbid = ["torch"]')
    )
    (root / "release.json").write_bytes(encode(describe(load_course(root), [REPORT], "")))
    release = json.loads((root / "release.json").read_bytes())
    assert REPORT in release["yours"]
    release["yours"] = [REPORT]
    (root / "release.json").write_text(json.dumps(release))
    assert needed(root) == "none"

    write(root, prediction='"A"')

    assert needed(root) == "all"


def test_a_new_experiment_is_named_by_sync(root: Path, tmp_path: Path) -> None:
    """The section that a report lacks is named; what is written there is not touched."""
    release = write_experiment(tmp_path / "release")
    (root / REPORT).write_text("# mine\n")

    told = dict(_sheets(root, release))

    assert told == {REPORT: "add [MI-L1] from the release's file"}
    assert (root / REPORT).read_text() == "# mine\n"
    write(root, prediction='"A"')
    assert dict(_sheets(root, release)) == {}


def test_a_value_that_an_experiment_cannot_use(root: Path) -> None:
    """One sentence names the function and what it returned, here and in the check of the report."""
    experiments = root / TOPIC / "experiments.py"
    text = FILES[f"{TOPIC}/experiments.py"]
    line = "    numbers = student"
    called = text.replace(line, f"    student.double(1.0) + 1\n{line}")
    body = text[text.index("    numbers = [start]") : text.index("\n\n\ndef fits")]
    handed = text.replace(body, "    return m.double(start)")
    inside = text.replace("m.double(numbers[-1])", "m.double(numbers[-1])[0]")
    cases = (
        (called, "[x]", "double returned a list of 1 (a float)"),
        (called, "None", "double returned None"),
        (handed, "[x]", "double returned a list of 1 (a float)"),
        (inside, "None", "double returned None"),
        (text, "[x] if x == 1.0 else 2.0", "a run of your double gave a list of 25"),
    )
    for code, returns, says in cases:
        experiments.write_text(code)
        body = "pass" if returns == "None" else f"return {returns}"
        (root / TOPIC / "mini.py").write_text(SOLUTION.replace("return 2 * x", body, 1))
        write(root, prediction='"A"')
        done = grader("run", "MI-L1", "--set", "start=1", cwd=root)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert f"MI-L1: {says}" in done.stderr.replace("\n", " "), done.stderr
        assert "which the experiment cannot use" in done.stderr
        assert "pytest exercises/mini -k double" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_function_that_is_wrong_blocks_its_experiment(root: Path) -> None:
    """Its own checks run with the experiment, before it: the report is not blamed."""
    (root / TOPIC / "mini.py").write_text(SOLUTION.replace("2 * x", "3 * x"))
    (root / REPORT).write_text(RIGHT)

    for options in (("-m", "experiment"), ("-m", "experiment", "-k", "doublings")):
        done = pytest_of(root, *options)
        assert done.returncode == 1
        assert "1 of 1 checks pass" not in done.stdout
        assert "MI-E1 double: doubles a whole number" in done.stdout, done.stdout
        assert "waits for double" in done.stdout
        assert "is not of these settings" not in done.stdout
        assert "MI-E2" not in done.stdout

    write(root, prediction='"A"')
    assert "MI-E1" not in pytest_of(root, "-m", "experiment").stdout

    pytest_of(root)
    ran = grader("run", "MI-L1", "--set", "start=1", cwd=root)
    says = "note: your double does not pass its own checks: pytest exercises/mini -k double"
    assert ran.stdout.splitlines()[0] == says
    (root / TOPIC / "mini.py").write_text(SOLUTION)
    assert "note:" not in grader("run", "MI-L1", "--set", "start=1", cwd=root).stdout


def test_a_prediction_that_is_no_choice_is_told_before_a_run(root: Path) -> None:
    """One sentence in place of the first run; a line before every later one."""
    for written, says in (('"E"', "the prediction is E; write one of A, B, C"), ("A", '"A"')):
        write(root, prediction=written)
        status, said = refused("run", "MI-L1", "--set", "start=1", cwd=root)
        assert (status, says in said) == (2, True), said
    keep(root, end=1.0)
    first = grader("run", "MI-L1", "--set", "start=1", cwd=root).stdout.splitlines()[0]
    assert first.startswith("note: ")
    assert 'put text in quotes: "A"' in first


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ({"prediction": '"A"'}, "`found` is empty: "),
        ({"settings": "{ start = 0.5 }"}, "`prediction` and `found` are empty: "),
        ({"prediction": '"A"', "found": "{ end = 40.96 }"}, "`half` is empty: "),
    ],
)
def test_what_is_begun_says_what_is_empty(root: Path, lines: dict[str, str], says: str) -> None:
    """The fields, and the command that prints what goes there."""
    write(root, **lines)

    told = " ".join(pytest_of(root, "-m", "experiment").stdout.split())

    start = 0.5 if "settings" in lines else 0.01
    assert f"{says}grader run MI-L1 --set start={start} --set steps=12 --graded prints" in told


def test_a_curve_says_where_it_begins_and_ends(root: Path) -> None:
    """The first value is that before any step; the last one's step is named."""
    write(root, prediction='"A"')

    said = grader("run", "MI-L1", "--set", "start=1", "--set", "steps=3", "--graded", cwd=root)

    assert "first 1 at step 0, lowest 1, last 8 at step 3 (number)" in said.stdout
