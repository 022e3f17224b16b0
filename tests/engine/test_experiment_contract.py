"""The contract of experiments bites: each promise broken is told, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.course_copy import change
from tests.engine.mini_experiment import write_experiment

from classroom.author.build import importable
from classroom.author.experiment_contract import ExperimentTrial, experiment_problems
from grader.course.manifest import load_course

MANIFEST = "exercises/mini/topic.toml"
CODE = "exercises/mini/experiments.py"
KEY = "reference/mini/experiments.toml"
REPORT = "reference/mini/report.toml"


def told(root: Path, tell: Callable[[float], object] = lambda share: None) -> list[str]:
    """The problems that running the experiments shows; `tell` hears how much is judged."""
    course = load_course(root)
    with importable(course):
        trial = ExperimentTrial(course, course.topic("mini"), tell=tell)
        return [str(problem) for problem in trial.problems()]


def static(root: Path) -> list[str]:
    """The problems that files show."""
    course = load_course(root)
    return [str(problem) for problem in experiment_problems(course, course.topic("mini"))]


def test_nothing_is_wrong_with_a_right_one(tmp_path: Path) -> None:
    """But for what the small course has too few of, and for the sheet that is not made yet."""
    root = write_experiment(tmp_path)

    shares: list[float] = []
    assert told(root, shares.append) == []
    assert sum(shares) == pytest.approx(1.0), "one experiment, told report by report"
    assert max(shares) < 0.5
    few, sheet = sorted(static(root), key=lambda line: "wrong" not in line)
    assert "has 4 wrong reports, at least 8 are asked" in few
    assert "report.toml: is not empty" in sheet


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (KEY, "{ start = 0.1 }, goal = false", "{ start = 0.1 }, goal = true", "not reached"),
        (KEY, "{ start = 0.5 }, goal = true", "{ start = 0.5 }, goal = false", "does not do what"),
        (KEY, 'says = "100 times"', 'says = "a hundredth"', "is told 'end is 100 times"),
        (KEY, "found_of = { start = 0.5 }", "found_of = { start = 1.0 }", "it is accepted"),
        (KEY, "{ start = 2.0, steps = 10 }", "{ start = 20.0, steps = 10 }", "start is 20.0"),
        (REPORT, "end = 4096.0", "end = 4097.0", "end is not of these settings"),
        (REPORT, "start = 1.0", "start = 0.1", "end is not of these settings"),
        (MANIFEST, "default = 0.01", "default = 1.0", "the defaults reach the goal"),
        (CODE, "end > 1000", "None", "differ about a goal"),
        (CODE, '"half": half', '"halves": half', "found"),
        (
            CODE,
            '"half": half',
            '"half": half + 0 * student._run.seeds.of("a::b")',
            "asks for a seed",
        ),
    ],
)
def test_a_broken_promise_is_told(tmp_path: Path, file: str, old: str, new: str, says: str) -> None:
    """The problem names the file, and what it is about."""
    root = write_experiment(tmp_path)
    change(root / file, old, new)

    assert any(says in line for line in told(root)), told(root)


def test_chance_without_a_seed_is_told(tmp_path: Path) -> None:
    """Two runs of the same settings find the same numbers."""
    root = write_experiment(tmp_path)
    change(root / CODE, '"end": end', '"end": end + 0.1 * next(COUNT)')
    change(root / CODE, "from grader import", "import itertools\n\nfrom grader import")
    change(root / CODE, "@observe", "COUNT = itertools.count()\n\n\n@observe")

    assert any("a second run finds" in line for line in told(root))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (MANIFEST, 'support = ["experiments.py"]', "", "not among the support files"),
        (MANIFEST, '"try a larger start"', '"the steps"', "both hints"),
        (CODE, '@experiment("doublings"', '@experiment("doubling"', "not in both"),
        (CODE, "import Measured", "import Measure", "cannot be imported"),
        (KEY, 'answer = "C"', 'answer = "D"', "answer"),
        (KEY, 'B = "Ten', 'D = "Ten', "doublings"),
        (REPORT, 'prediction = "C"', 'prediction = "A"', "does not predict the answer"),
        (REPORT, ", half = 64.0", "", "lacks a number"),
    ],
)
def test_what_files_show(tmp_path: Path, file: str, old: str, new: str, says: str) -> None:
    """Without a run: the manifest against experiments.py, the key, the reference's report."""
    root = write_experiment(tmp_path)
    change(root / file, old, new)

    assert any(says in line for line in static(root)), static(root)
