"""What checking costs, beside importing torch (design, section 8, point 11)."""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ENDS
from tests.course.keep import COURSE
from tests.forks import run_in_forks

from classroom.author.compose import solutions
from grader.course.manifest import Course, Topic

ROUNDS = 3
LIMITS = {"visible": 4.0, "hidden": 20.0}


@pytest.fixture(scope="module")
def first_unit(tmp_path_factory: pytest.TempPathFactory) -> float:
    """The CPU time of torch's import."""
    return unit(tmp_path_factory.mktemp("unit"))


@pytest.mark.parametrize(
    "topic",
    [
        pytest.param(topic, id=topic.id, marks=[pytest.mark.full] * (topic.id not in ENDS))
        for topic in COURSE.topics.values()
    ],
)
def test_checks_are_cheap(
    course: Course,
    topic: Topic,
    tmp_path: Path,
    first_unit: float,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Visible checks cost at most 4 times, hidden at most 20 times the CPU time of torch's import.

    With the reference in place; a process that has imported all is forked, and the import counted
    as one. What is within its limit is measured once; else checks and imports are measured in
    turns, and the median of the ratios counts.
    """
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(course.root / "exercises", tmp_path / "exercises", ignore=ignored)
    shutil.copytree(course.hidden, tmp_path / "tests/hidden", ignore=ignored)
    shutil.copy(course.root / "pyproject.toml", tmp_path)
    for name, text in solutions(course, topic).items():
        (tmp_path / name).write_text(text)
    where = {"visible": f"exercises/{topic.id}", "hidden": f"tests/hidden/{topic.id}"}
    runs = [(tmp_path, ["pytest", folder]) for folder in where.values()]
    ratios: dict[str, list[float]] = {kind: [] for kind in where}
    for number in range(ROUNDS):
        one = unit(tmp_path) if number else first_unit
        for kind, done in zip(where, run_in_forks(tmp_path, runs), strict=True):
            assert done.returncode == 0, done.printed
            ratios[kind].append(1 + done.cpu_seconds / one)
        if all(values[0] <= LIMITS[kind] for kind, values in ratios.items()):
            break
    medians = {kind: statistics.median(values) for kind, values in ratios.items()}
    with capsys.disabled():
        figures = ", ".join(f"{kind} {value:.2f}" for kind, value in medians.items())
        print(f"\n{topic.id}: CPU time of checks in imports of torch: {figures}")
    for kind, limit in LIMITS.items():
        advice = "draw smaller inputs, or fewer cases a check (pytest --durations=10 shows which)"
        assert medians[kind] <= limit, (
            f"{where[kind]}: {medians[kind]:.1f} imports of torch; {advice}"
        )


def unit(folder: Path) -> float:
    """The CPU time of torch's import."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import torch"], cwd=folder, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
