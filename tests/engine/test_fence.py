"""Around every submission is a fence: whatever happens at one costs that one and no other.

Faults are thrown into a worker at each boundary that belongs to a submission: where it is read,
unpacked, judged, named, encoded, kept and put into words. An OSError, an exception that nobody
thought of, and the death of the process, each in turn.
"""

from __future__ import annotations

import errno
import importlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from classroom.author.compose import solutions, with_override
from classroom.grade import submission
from classroom.grade.batch import Graded, grade_all
from classroom.grade.submission import Grader, Job
from grader.check.mistakes import read_mistakes
from grader.course.manifest import load_course
from grader.record import Record

# Module or class, and the name there that the worker calls.
BOUNDARIES = (
    # read
    "classroom.grade.submission:collect",
    "grader.repository.collect:_collect",
    "grader.repository.collect:_repository",
    "grader.repository.collect:_read",
    "grader.repository.collect:not_text",
    "grader.repository.tree:_read_plain",
    # looked up and kept
    "classroom.grade.cache:Keys.of",
    "classroom.grade.cache:Cache.get",
    "classroom.grade.cache:Cache.put",
    # unpacked
    "classroom.grade.judge:write_files",
    "classroom.grade.judge:Source",
    "classroom.grade.judge:solution_hash",
    # judged
    "classroom.grade.judge:Judge.grade_topic",
    "classroom.grade.judge:Judge.run",
    "classroom.grade.judge:Judge._workspace",
    "classroom.grade.judge:grade_questions",
    "classroom.grade.judge:ChildBackend",
    "grader.check.run:TopicRun.judge",
    "grader.check.run:TopicRun.finish",
    "grader.check.run:TopicRun.record",
    "grader.check.run:score",
    "grader.check.suite:plain",
    "grader.check.backend:Child",
    "grader.sandbox.host:Child.exchange",
    "grader.sandbox.host:Child.parse",
    "grader.check.pool:Pool.first",
    "grader.check.pool:_digest",
    "grader.sandbox.codec:pack",
    "grader.sandbox.codec:unpack",
    # named
    "grader.check.run:TopicRun._name_mistake",
    "grader.check.naming:by_running",
    "grader.check.naming:same_values",
    # questions
    "grader.quiz.judge:read_answers",
    "grader.quiz.judge:read_explanations",
    # encoded
    "classroom.grade.submission:assemble",
    "classroom.grade.submission:encode",
    "classroom.grade.submission:Finished.of",
    # put into words
    "classroom.grade.submission:feedback",
    "grader.render.markdown:student_view",
    "grader.render.markdown:question_blocks",
)


class Injected(Exception):
    """An exception that nobody thought of."""


def disk() -> None:
    """A read that fails."""
    raise OSError(errno.EIO, os.strerror(errno.EIO), "somewhere")


def unexpected() -> None:
    """A fault of ours."""
    raise Injected("no such thing \udcff")


def death() -> None:
    """The kernel ends the worker."""
    os.kill(os.getpid(), signal.SIGKILL)


FAULTS: dict[str, Callable[[], None]] = {"disk": disk, "unexpected": unexpected, "death": death}


def start_with_faults(*arguments: Any) -> Grader:
    """Begin a worker in which a victim meets its fault: its name is <boundary's number>-<fault>."""
    grader = _start(*arguments)
    grade = grader.grade
    at: list[str] = [""]
    for number, boundary in enumerate(BOUNDARIES):
        place, _, name = boundary.partition(":")
        owner: Any = importlib.import_module(place)
        *outer, last = name.split(".")
        for part in outer:
            owner = getattr(owner, part)
        setattr(owner, last, _thrower(getattr(owner, last), number, at))

    def graded(job: Any, faults: Any) -> Any:
        at[0] = job.student
        return grade(job, faults)

    grader.grade = graded  # type: ignore[method-assign]
    return grader


def _thrower(original: Any, number: int, at: list[str]) -> Any:
    def thrown(*args: Any, **kwargs: Any) -> Any:
        place, _, fault = at[0].partition("-")
        if place == str(number):
            FAULTS[fault]()
        return original(*args, **kwargs)

    return thrown


_start = submission.start


@pytest.fixture(scope="module")
def course_of_one(small_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one topic; beside it the work of one student, who has made a mistake."""
    root = tmp_path_factory.mktemp("fence") / "course"
    shutil.copytree(small_course, root)
    course = load_course(root)
    topic = course.topic("micrograd")
    # The checks of one file meet every boundary, in a fraction of the time.
    file = topic.files[0]
    for folder in (topic.folder, course.hidden / topic.id):
        for path in folder.glob("test_*.py"):
            if path.name != f"test_{file.name}":
                path.write_text('"""No checks."""\n')
    known = read_mistakes(topic).mistakes
    key = next(key for key, mistake in known.items() if topic.file_of[mistake.task] is file)
    mistake = course.reference / topic.id / "mistakes" / f"{key}.py"
    work = solutions(course, topic) | with_override(course, topic, mistake)
    for name, text in work.items():
        path = root.parent / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def graded(root: Path, students: Sequence[str]) -> dict[str, Graded]:
    """Students who all handed in the same, graded by two workers, each anew."""
    folder = Path(tempfile.mkdtemp(dir=root.parent))
    for student in students:
        (folder / student).symlink_to(root.parent / "work")
    jobs = [Job(folder / student, student, ("micrograd",)) for student in students]
    found = grade_all(root, jobs, secret=b"fence", workers=2)
    return {one.job.student: one for one in found}


def plain_data(record: Record | None) -> Any:
    """A record without what differs between equal runs, and without its student."""
    assert record is not None
    timing = msgspec.structs.replace(record.timing, started_at="", wall=0.0, checks={})
    who = msgspec.structs.replace(record.submission, student="", source="")
    return msgspec.to_builtins(msgspec.structs.replace(record, timing=timing, submission=who))


@pytest.fixture(scope="module")
def undisturbed(course_of_one: Path) -> Any:
    """The record where nothing goes wrong."""
    [one] = graded(course_of_one, ["ada"]).values()
    assert one.record is not None, one.problem
    checks = [check for task in one.record.topics[0].tasks for check in task.checks]
    assert any(check.mistake for check in checks), "the victims must have something to name"
    return plain_data(one.record)


def disturbed(root: Path, cases: Sequence[str]) -> dict[str, Graded]:
    """The victims of `cases`, with an honest student after every eighth."""
    students = list(cases)
    for place in range(len(students), 0, -8):
        students.insert(place, f"honest{place}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(submission, "start", start_with_faults)
        return graded(root, students)


# A worker that has ended takes a second to replace: `make full` has every fault at every boundary.
CASES = [
    *(f"{number}-unexpected" for number in range(len(BOUNDARIES))),
    *(f"{number}-disk" for number in range(0, len(BOUNDARIES), 6)),
    *(f"{number}-death" for number in range(0, len(BOUNDARIES), 12)),
]


@pytest.fixture(scope="module")
def found(course_of_one: Path) -> dict[str, Graded]:
    """What came of all CASES, graded in one run."""
    return disturbed(course_of_one, CASES)


def expect_one_lost(found: dict[str, Graded], case: str) -> None:
    """Expect the victim of `case` to have no record, and a line that says whose fault it is."""
    number, _, fault = case.partition("-")
    victim = found[case]
    assert victim.record is None, BOUNDARIES[int(number)]
    words = {
        "disk": ("cannot be read", "the grader is at fault: OSError"),
        "unexpected": ("the grader is at fault: Injected: no such thing",),
        "death": ("the grader's worker ended while grading it",),
    }
    assert any(each in victim.problem for each in words[fault]), victim.problem
    assert fault != "unexpected" or "in unexpected" in victim.trace


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{BOUNDARIES[int(c.split('-')[0])]}-{c}")
def test_a_fault_costs_its_submission(found: dict[str, Graded], case: str) -> None:
    """The victim is a line of the class, not a record, and not the end of the run."""
    expect_one_lost(found, case)


def test_nobody_else_notices(found: dict[str, Graded], undisturbed: Any) -> None:
    """Between some 50 faults every honest submission has the record of an undisturbed run."""
    honest = [one for name, one in found.items() if name.startswith("honest")]
    assert len(honest) > 5
    assert [one.problem for one in honest if one.record is None] == []
    assert all(plain_data(one.record) == undisturbed for one in honest)


@pytest.mark.full
def test_any_fault_anywhere_costs_its_submission(course_of_one: Path, undisturbed: Any) -> None:
    """Each of the three faults at every boundary."""
    cases = [f"{number}-{fault}" for number in range(len(BOUNDARIES)) for fault in FAULTS]
    found = disturbed(course_of_one, cases)
    for case in cases:
        expect_one_lost(found, case)
    honest = [one.record for name, one in found.items() if name.startswith("honest")]
    assert all(plain_data(record) == undisturbed for record in honest)
