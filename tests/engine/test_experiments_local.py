"""Experiments on a laptop: predict, run, report, check; and no command stumbles over them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import msgspec
import pytest
from tests.course_copy import change, grader, refused
from tests.engine.mini_course import SOLUTION, STUB
from tests.engine.mini_experiment import FILES, write_experiment
from tests.forks import run_in_fork

from classroom.grade.key import load_key, sealed_file
from grader.check.seeds import solution_hash
from grader.check.source import read_sources, readable
from grader.course.experiments import ExperimentSpec
from grader.course.manifest import load_course, load_topic
from grader.experiments.log import FOLDER, add_run, log_path, read_runs
from grader.experiments.measured import Measured
from grader.experiments.picture import draw
from grader.learn.experimenting import run_experiment
from grader.learn.experiments import how_far, save_checked
from grader.learn.local import engine
from grader.learn.progress import save_record
from grader.record import SCHEMA, Record, Submission, TaskResult, Timing, TopicResult
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


def solved(root: Path, code: str = SOLUTION) -> None:
    """The solution file, and a last run of it in which every task passes.

    So no command runs the checks first; code that they do not tell from a right one is such code.
    """
    (root / TOPIC / "mini.py").write_text(code)
    topic = load_topic(root / TOPIC)
    found = [
        TaskResult(
            id=task.id,
            ref=task.ref,
            title=task.title,
            file="mini.py",
            state="pass",
            points=task.points,
            earned=task.points,
        )
        for task in topic.tasks.values()
    ]
    hash_ = solution_hash(readable(read_sources(topic, root)))
    result = TopicResult(id=topic.id, title="", tasks=found, solution_hash=hash_, hidden=False)
    run = Record(
        schema=SCHEMA,
        course="local",
        course_version="",
        submission=Submission(student="local"),
        topics=[result],
        engine=engine("none", "none"),
        timing=Timing(),
    )
    save_record(topic, run)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The course with its tasks solved, and nothing reported."""
    root = write_experiment(tmp_path)
    solved(root)
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
        solved(root, code)
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
        solved(root, SOLUTION.replace("return 2 * x", body, 1))
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

    status, said = refused("run", "MI-L1", "--set", "start=1", cwd=root)
    says = "double does not pass its own checks: pytest exercises/mini --task MI-E1"
    assert (status, says in said) == (2, True), said
    assert not (root / FOLDER).exists()
    solved(root)
    assert "end = " in grader("run", "MI-L1", "--set", "start=1", cwd=root).stdout


def test_a_run_is_kept_before_it_is_shown(root: Path) -> None:
    """`grader run ... | head -2` leaves its row."""
    write(root, prediction='"A"')
    course = load_course(root)
    topic = course.topic("mini")
    spec = topic.experiments["doublings"]
    lines = run_experiment(course, topic, spec, spec.defaults | {"start": 1.0}, "laptop", 100)

    assert next(lines).startswith("MI-L1 doublings, laptop size")

    assert len(read_runs(root, spec)) == 1


def test_a_goal_of_several_parts_says_which_is_not_reached(root: Path) -> None:
    """In a run, and in the check of the report."""
    experiments = root / TOPIC / "experiments.py"
    parts = 'goal={"end above 1,000": end > 1000, "start above 5": numbers[0] > 5},'
    change(experiments, "goal=end > 1000,", parts)
    write(root, prediction='"A"')
    ran = grader("run", "MI-L1", "--set", "start=1", "--graded", cwd=root).stdout
    assert "  goal not reached: end above 1,000\n    not reached: start above 5\n" in ran
    (root / REPORT).write_text(RIGHT)
    page = pytest_of(root, "-m", "experiment").stdout
    assert "not reached: start above 5\n" in page


def test_only_what_an_experiment_needs_makes_its_check_old(root: Path) -> None:
    """Not a blank, a comment or another function, but what it runs and its own section."""
    (root / REPORT).write_text(RIGHT)
    topic = load_topic(root / TOPIC)
    held = TaskResult(
        id="doublings", ref="MI-L1", title="", file="report.toml", state="pass", points=5
    )
    save_checked(topic, [held])
    own = root / TOPIC / "mini.py"
    for text in (SOLUTION + "\n# a comment \n", SOLUTION + "\n\ndef other():\n    return 1\n"):
        own.write_text(text)
        assert how_far(topic) == {"doublings": "pass"}
    own.write_text(SOLUTION.replace("2 * x", "x + x"))
    assert how_far(topic) == {"doublings": "reported"}
    own.write_text(SOLUTION)
    (root / REPORT).write_text(RIGHT.replace("4096", "4095"))
    assert how_far(topic) == {"doublings": "reported"}


def test_what_is_not_begun_names_its_run(root: Path) -> None:
    """Where experiments are asked for, the next step is a command."""
    page = pytest_of(root, "-m", "experiment").stdout
    assert "  next     grader run MI-L1\n" in page, page


def test_a_picture_has_earlier_runs_in_grey(root: Path) -> None:
    """The last ones; a file of them that is damaged is as none."""
    pytest.importorskip("matplotlib")
    spec = load_topic(root / TOPIC).experiments["doublings"]
    path = root / FOLDER / "MI-L1.png"
    one = Measured(found={}, curves={"number": [1.0, float("inf"), 2.0]}, x="step")
    assert [draw(spec, one, path) for _ in range(2)] == [False, True]
    path.with_suffix(".json").write_text("{")
    assert draw(spec, one, path) is False


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
