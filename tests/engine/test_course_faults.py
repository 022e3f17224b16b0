"""What the course is to blame for counts for nobody, and is said first of all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.course_copy import change, grader
from tests.engine.mini_course import SOLUTION, STUB, hand_in, write_mini
from tests.engine.mini_experiment import write_experiment
from tests.engine.render_samples import check, task
from tests.engine.render_samples import topic as result

from grader.check.score import rescored
from grader.course.manifest import load_course
from grader.errors import EXIT_COURSE
from grader.record import GRADING_PROBLEM, TopicResult
from grader.stored import read

VISIBLE = "exercises/mini/test_mini.py"
HIDDEN = "tests/hidden/mini/test_mini.py"
WRONG_SQUARES = SOLUTION.replace("x * x for x", "x + x for x")
WRONG_DOUBLE = SOLUTION.replace("2 * x", "3 * x")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The mini course, and a class: all right, no squares, no double, nothing."""
    students = {"right": SOLUTION, "squares": WRONG_SQUARES, "double": WRONG_DOUBLE, "stub": STUB}
    for name, text in students.items():
        hand_in(tmp_path / "class" / name, text)
    return write_mini(tmp_path / "course")


def grade(course: Path, *options: str, students: str = "right squares double stub") -> Graded:
    """Grade the class into course/report."""
    paths = [course.parent / "class" / name for name in students.split()]
    return Graded(course, grader("grade", *paths, *options, cwd=course), course / "report")


class Graded:
    """What a run said and wrote."""

    def __init__(self, course: Path, done: object, out: Path) -> None:
        self.status: int = done.returncode  # type: ignore[attr-defined]
        self.printed: str = done.stdout  # type: ignore[attr-defined]
        self.errors: str = done.stderr  # type: ignore[attr-defined]
        self.topics = {
            path.stem: read(path).topics[0] for path in sorted((out / "records").iterdir())
        }
        self.page = (out / "index.html").read_text()
        self.feedback = {path.stem: path.read_text() for path in (out / "feedback").iterdir()}

    def earned(self) -> dict[str, tuple[float, int]]:
        """Student -> points earned, and points that could be."""
        return {name: (topic.earned, topic.points) for name, topic in self.topics.items()}


def uncounted(topic: TopicResult) -> list[str]:
    """The checks that count for nobody."""
    return [c.id for t in topic.tasks for c in t.checks if c.category == GRADING_PROBLEM]


def test_points_follow_what_counts(tmp_path: Path) -> None:
    """A check that counts for nobody takes no points and leaves its task to the other checks."""
    spec = load_course(write_mini(tmp_path)).topic("mini")
    ours = check("double", 0, state="error", category=GRADING_PROBLEM)
    tasks = [
        task("double", "MI-E1", "error", [ours, check("double", 1)]),
        task("squares", "MI-E2", "pass", [check("squares", 0), check("squares", 1, state="fail")]),
    ]

    found = rescored(result(tasks, id="mini"), spec)

    assert found.id == "mini"
    assert [(t.state, t.points, t.earned) for t in found.tasks] == [("pass", 4, 4), ("fail", 6, 0)]
    tasks[0].checks.pop()
    found = rescored(result(tasks, id="mini"), spec)
    first = found.tasks[0]
    assert (first.state, first.points, first.earned) == ("uncounted", 0, 0)


def test_a_right_course_is_not_at_fault(course: Path) -> None:
    """Nothing is said of it, and the reference is no student."""
    done = grade(course)
    assert done.status == 0
    assert "at fault" not in done.printed + done.errors + done.page
    assert "grading: the reference first" in done.errors.splitlines()
    assert set(done.topics) == {"right", "squares", "double", "stub"}
    assert done.earned() == {
        "right": (10, 10),
        "squares": (4, 10),
        "double": (6, 10),
        "stub": (0, 10),
    }


def test_a_check_that_the_reference_fails_counts_for_nobody(course: Path) -> None:
    """The task's other check carries its points; it is said first, and the run ends with 4."""
    change(course / HIDDEN, "student.double(0), 0)", "student.double(0), 1)")
    # Passes the wrong check, and gains nothing by it.
    lucky = SOLUTION.replace("return 2 * x", "return 2 * x or 1")
    hand_in(course.parent / "class/lucky", lucky)

    done = grade(course, students="right squares double stub lucky")

    assert done.status == EXIT_COURSE
    assert done.printed.startswith(
        f"The course is at fault: check {HIDDEN}::test_zero of task MI-E1 double fails for the "
        "reference solution (double is not as expected); it counts for nobody. Mend the check or "
        "reference/mini, and grade again.\n"
    )
    assert "The course is at fault (1 check); see above the table." in done.errors
    assert done.earned() == {
        "right": (10, 10),
        "squares": (4, 10),
        "double": (6, 10),
        "stub": (0, 10),
        "lucky": (10, 10),
    }
    for topic in done.topics.values():
        assert uncounted(topic) == [f"{HIDDEN}::test_zero"]
    states = {name: topic.tasks[0].state for name, topic in done.topics.items()}
    assert states == {
        "right": "pass",
        "squares": "pass",
        "double": "fail",
        "stub": "not_started",
        "lucky": "pass",
    }
    assert done.page.index("The course is at fault") < done.page.index('id="gradebook"')
    assert f"<code>{HIDDEN}::test_zero</code>" in done.page
    for text in done.feedback.values():
        assert "Not counted, by the course&#x27;s fault: 1 check." in text.replace("'", "&#x27;")
    [check] = [c for c in done.topics["right"].tasks[0].checks if c.visibility == "hidden"]
    assert check.summary.startswith("the course's fault, not counted")
    # Who solved it is not told to mend it.
    assert "Hidden checks that do not pass" not in done.feedback["right"]


def test_the_reference_comes_from_the_cache(course: Path) -> None:
    """Unchanged it is not judged again, and a fault stays one; a mended check ends it."""
    wrong = "student.double(0), 1)"
    change(course / HIDDEN, "student.double(0), 0)", wrong)
    assert grade(course).status == EXIT_COURSE
    again = grade(course)
    assert again.status == EXIT_COURSE
    assert "(4 unchanged, from the cache)" in again.printed
    change(course / HIDDEN, wrong, "student.double(0), 0)")
    mended = grade(course)
    assert mended.status == 0
    assert mended.earned()["right"] == (10, 10)


def test_our_own_experiment_is_run_once_somebody_reports_it(tmp_path: Path) -> None:
    """Its numbers are wrong: the check counts for nobody who reports; nobody else waits for it.

    Who has predicted alone has reported nothing yet.
    """
    course = write_experiment(tmp_path / "course")
    own = course / "reference/mini/report.toml"
    right = own.read_text()
    own.write_text(right.replace("4096.0", "1.0"))
    predicted = '[MI-L1]\nprediction = "C"\n'
    for name, report in {"right": right, "none": "", "predicted": predicted}.items():
        hand_in(tmp_path / "class" / name, SOLUTION)
        (tmp_path / "class" / name / "exercises/mini/report.toml").write_text(report)
    kept = course / ".grader/cache"

    nobody = grade(course, students="none predicted")
    assert nobody.status == 0
    assert not [*kept.glob("*.run")]

    found = grade(course, students="right none")
    assert [*kept.glob("*.run")]
    assert uncounted(found.topics["right"]) == ["exercises/mini/experiments.py::doublings[end]"]
    # What else the numbers were asked carries the points of their part.
    assert found.earned()["right"] == (15, 15)
    assert "The course is at fault" in found.errors + found.page


def test_a_task_without_a_check_that_counts_has_no_points(course: Path) -> None:
    """Neither to earn nor to lose; what requires it is not blocked by it."""
    change(course / "reference/mini/mini.py", "2 * x", "5 * x")
    change(course / HIDDEN, "student.double(0), 0)", "student.double(0), 1)")

    done = grade(course, "--unsafe-no-jail", "--topic", "mini")

    assert done.status == EXIT_COURSE
    assert done.printed.count("The course is at fault: check") == 2
    assert done.earned() == {
        "right": (6, 6),
        "squares": (0, 6),
        "double": (6, 6),
        "stub": (0, 6),
    }
    assert {topic.tasks[0].state for topic in done.topics.values()} == {"uncounted"}
    assert done.topics["squares"].tasks[1].state == "fail"
    assert "not counted" in done.printed


@pytest.mark.parametrize("spoil", ["gone", "ends"])
def test_a_reference_that_cannot_be_judged_is_no_end(course: Path, spoil: str) -> None:
    """No check of the topic counts, the run goes on and ends with 4."""
    reference = course / "reference/mini/mini.py"
    if spoil == "gone":
        reference.unlink()
    else:
        reference.write_text(f"import os\n\nos._exit(0)\n{SOLUTION}")

    done = grade(course)

    assert done.status == EXIT_COURSE
    assert done.printed.startswith("The course is at fault: check exercises/mini/test_mini.py")
    assert done.earned() == dict.fromkeys(("right", "squares", "double", "stub"), (0, 0))
    assert "4 graded, 0 not graded" in done.printed


def test_a_check_that_fails_itself_is_the_courses(course: Path) -> None:
    """An exception of its own code, before anything was asked of a student."""
    change(course / VISIBLE, "    number = rng.randrange(3, 99)\n", "    number = 1 // 0\n")

    done = grade(course)

    assert done.status == EXIT_COURSE
    assert "the check itself failed: ZeroDivisionError" in done.printed.splitlines()[0]
    assert done.earned()["right"] == (10, 10)
    assert done.earned()["squares"] == (4, 10)


def test_shards_and_merge_say_it_as_well(course: Path) -> None:
    """Each shard ends with 4, and so does what is merged of them."""
    change(course / HIDDEN, "student.double(0), 0)", "student.double(0), 1)")
    folders = []
    for number in (1, 2):
        folders.append(course / f"shard-{number}")
        paths = sorted((course.parent / "class").iterdir())
        ended = grader("grade", *paths, "--shard", f"{number}/2", "--out", folders[-1], cwd=course)
        assert ended.returncode == EXIT_COURSE, ended.stderr

    merged = grader("merge", *folders, "--out", course / "merged", cwd=course)

    assert merged.returncode == EXIT_COURSE
    assert merged.stdout.startswith(f"The course is at fault: check {HIDDEN}::test_zero of task")


ODD = """import torch


def double(x: float) -> float:
    return {value}
"""


@pytest.mark.parametrize(
    ("value", "came"),
    [
        ("10**400", "an int of 1,329 bits"),
        ("None", "None"),
        ("torch.ones(2)", "a tensor of shape (2,), float32"),
        ("[1, 'a']", "a list of 2 (an int, a str of length 1)"),
    ],
)
def test_a_value_that_a_check_cannot_use_is_the_students(
    course: Path, value: str, came: str
) -> None:
    """The check raises at it and the reference passes: it is told what came, and costs the task."""
    called = "student.double(number), 2 * number"
    change(course / VISIBLE, called, "int(student.double(number) / 1.0), 2 * number")
    hand_in(course.parent / "class/odd", ODD.format(value=value))

    done = grade(course, students="odd")

    assert done.status == 0
    assert "fault" not in done.printed + done.errors + done.feedback["odd"]
    check = done.topics["odd"].tasks[0].checks[0]
    assert (check.state, check.category) == ("error", "")
    assert check.summary == "double returned a value that the check cannot use"
    rows = {row.label: row.text for row in check.rows}
    assert rows["value"] == f"yours is {came}, expected float"
    assert rows["code"] == "exercises/mini/mini.py:4 (double)"
    assert "authors" not in done.feedback["odd"]
