"""What the tests of the engine and of the course share."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.course_copy import copy_course
from tests.every_mistake import SHARE, every_mistake, sampled, write_class

from classroom.author.compose import Member, members
from classroom.grade.batch import grade_all, jobs_for
from grader.course.manifest import Course, load_course
from grader.record import Record

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2  # of what `make full` judges
# A topic without torch and one that is all torch stand for all where one submission is enough.
ENDS = ("micrograd", "makemore4")

# The parts of `make test` share the cores: threads of one wait for those of another, and burn them.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# How long it takes to draw an example says how busy the machine is, nothing else.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

# Hidden checks and the sample topic are run by the grader, with a submission to judge.
collect_ignore = ["hidden", "engine/sample", "redteam/course", "redteam/cases"]


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of this repository's own tests."""
    config.addinivalue_line("markers", "laptop: passes without a jail, on any system")


def is_full(config: pytest.Config) -> bool:
    """Whether -m speaks of what is marked `full`, as `make full` does."""
    return "full" in (config.getoption("-m") or "")


def workers_for(config: pytest.Config) -> int:
    """How many judge: each loads the course anew, and the parts of `make test` share the cores."""
    return WORKERS if is_full(config) else 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked `full`, unless -m speaks of it."""
    if is_full(config):
        return
    left_out = [item for item in items if item.get_closest_marker("full")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _forget_checks() -> Iterator[None]:
    """Courses in folders of tests have checks of the same names: each test reads its own."""
    yield
    scratch = tempfile.gettempdir()
    for name in [name for name in sys.modules if name.startswith(("exercises.", "tests.hidden."))]:
        module = sys.modules[name]
        places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
        if any(str(place).startswith(scratch) for place in places):
            del sys.modules[name]


def alive(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return load_course(ROOT)


@pytest.fixture(scope="session")
def class_members(course: Course, pytestconfig: pytest.Config) -> list[Member]:
    """What the class is made of: a sample of the alternatives and mistakes or, in full, all.

    What is looked at for each of them is looked at for those that stand here.
    """
    return list(members(course, None if is_full(pytestconfig) else sampled(course)))


@pytest.fixture(scope="session")
def share(pytestconfig: pytest.Config) -> int:
    """One mistake in so many is looked at, at least."""
    return 1 if is_full(pytestconfig) else SHARE


@pytest.fixture(scope="session")
def whole_class(
    course: Course,
    class_members: list[Member],
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> dict[str, Path]:
    """The class of tests/every_mistake.py: student -> folder of what is handed in."""
    students = every_mistake(course, class_members, full=is_full(pytestconfig))
    return write_class(tmp_path_factory.mktemp("class"), students)


@pytest.fixture(scope="session")
def class_records(
    course: Course,
    whole_class: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> dict[str, Record]:
    """The demo class graded in children with the public seeds: student -> record."""
    jobs = jobs_for(list(whole_class.values()), list(course.topics))
    # Topics differ in how many mistakes they have; the others' work is the reference again.
    cache = tmp_path_factory.mktemp("cache")
    workers = workers_for(pytestconfig)
    graded = list(grade_all(course.root, jobs, secret=None, workers=workers, cache=cache))
    assert not [g.problem for g in graded if g.record is None]
    return {g.job.student: g.record for g in graded if g.record is not None}


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """micrograd alone as a course in a repository of its own; nobody changes it."""
    return copy_course(ROOT, tmp_path_factory.mktemp("small") / "course", ["micrograd"])
