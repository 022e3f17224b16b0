"""The pool of inputs: what one submission has taught the judge, the next one need not pay for."""

from __future__ import annotations

import builtins
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import pytest
from tests.conftest import ENDS
from tests.course_copy import change
from tests.engine.mini_course import SOLUTION, write_mini

from classroom.author.compose import solutions, with_override
from classroom.grade.judge import Judge
from grader.check.backend import ChildBackend
from grader.check.mistakes import read_mistakes
from grader.check.pool import LIMIT, Passed, Pool
from grader.check.seeds import Seeds, solution_hash
from grader.check.workspace import GIVEN, copy_given
from grader.course.manifest import STUDENT_ROOT, Course, Topic, load_course
from grader.errors import CourseError
from grader.explain import exceptions as exceptions_module
from grader.explain.ideas import IDEAS
from grader.record import GRADING_PROBLEM, TopicResult
from grader.render.closed import exception_name
from grader.repository.collect import Collected

SECRET = b"pool" * 8
PAGE = Path(__file__).resolve().parents[2] / "docs/spec/threat-model.md"


class Watched:
    """A judge, and what it asks the children of each submission."""

    def __init__(self, course: Course, folder: Path, *, pool: int, limit: int = LIMIT) -> None:
        course.pool = pool
        copy_given(course.root / STUDENT_ROOT, course.topics.values(), folder / GIVEN)
        self.judge = Judge(course, SECRET, folder)
        self.judge.pool = Pool(limit)
        self.asked: list[bytes] = []

    def grade(self, topic: Topic, files: dict[str, str], number: int) -> TopicResult:
        """The result of `files`, as submission `number`: its text differs from all others."""
        texts = {path: f"{text}\n# {number}\n".encode() for path, text in files.items()}
        exchange = ChildBackend.exchange

        def asking(backend: ChildBackend, file: Any, packed: bytes, seconds: float) -> Any:
            self.asked.append(packed)
            return exchange(backend, file, packed, seconds)

        self.asked = []
        with mock.patch.object(ChildBackend, "exchange", asking):
            return self.judge.grade_topic(Collected("ada", "", files=texts), topic).topic


def _found(result: TopicResult) -> list[tuple[Any, ...]]:
    """All that a run found, but for the seeds and the hash of the files."""
    return [
        (task.id, task.state, task.earned, msgspec.structs.replace(check, seed=0))
        for task in result.tasks
        for check in task.checks
    ]


def _variants(course: Course, topic: Topic, most: int) -> Iterator[dict[str, str]]:
    """The reference, alternatives, mistakes, and the reference once more."""
    yield solutions(course, topic)
    for kind in ("alternatives", "mistakes"):
        for override in sorted((course.reference / topic.id / kind).glob("*.py"))[:most]:
            yield with_override(course, topic, override)
    yield solutions(course, topic)


def _compare(course: Course, topic: Topic, folder: Path, most: int) -> None:
    """Grade with and without what is kept: equal, and equal in what every child was asked."""
    given = list(_variants(course, topic, most))
    kept = Watched(course, folder / "kept", pool=1)
    alone = Watched(course, folder / "alone", pool=1, limit=0)
    with kept.judge, alone.judge:
        for number, files in enumerate(given):
            with_pool, asked = kept.grade(topic, files, number), kept.asked
            assert _found(with_pool) == _found(alone.grade(topic, files, number))
            assert asked == alone.asked
        assert alone.judge.pool.found == 0
        assert kept.judge.pool.found > 0
        # The last submission is the first one with another comment: nothing runs again.
        before = kept.judge.pool.found
        last = kept.grade(topic, given[-1], len(given))
        checks = sum(len(task.checks) for task in last.tasks)
        assert kept.judge.pool.found - before >= 0.8 * checks


@pytest.mark.parametrize("name", [ENDS[1], pytest.param(ENDS[0], marks=pytest.mark.full)])
def test_the_pool_changes_no_verdict_and_no_question(
    name: str, course: Course, tmp_path: Path
) -> None:
    """A mistake and an alternative: the same record, and the same requests to every child.

    The others, and other topics: `make full`.
    """
    fresh = load_course(course.root)
    _compare(fresh, fresh.topic(name), tmp_path, 1)


def test_a_name_depends_on_nothing_that_was_judged_before(course: Course, tmp_path: Path) -> None:
    """A mistake that draws without a generator has its name each time, or never."""
    fresh = load_course(course.root)
    topic = fresh.topic("mnist_basics")
    override = fresh.reference / topic.id / "mistakes/init_generator_ignored.py"
    files = with_override(fresh, topic, override)
    watched = Watched(fresh, tmp_path, pool=1, limit=0)
    with watched.judge:
        first = _found(watched.grade(topic, files, 1))
        assert _found(watched.grade(topic, files, 2)) == first


@pytest.mark.full
def test_the_pool_changes_no_verdict_in_any_topic(course: Course, tmp_path: Path) -> None:
    """The same for all mistakes and alternatives of the course."""
    fresh = load_course(course.root)
    for topic in fresh.topics.values():
        _compare(fresh, topic, tmp_path / topic.id, 1_000)


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """The mini course, whose checks can be changed."""
    return write_mini(tmp_path / "course")


def _grade(watched: Watched, text: str, number: int) -> TopicResult:
    topic = watched.judge.course.topic("mini")
    return watched.grade(topic, {"exercises/mini/mini.py": text}, number)


def test_a_check_is_not_run_where_every_reply_is_known(mini: Path, tmp_path: Path) -> None:
    """The second submission with the same answers passes four of four without its checks."""
    watched = Watched(load_course(mini), tmp_path / "scratch", pool=1)
    with watched.judge as judge:
        assert _grade(watched, SOLUTION, 1).earned == 10
        assert (judge.pool.found, judge.pool.looked_for) == (0, 4)
        assert _grade(watched, SOLUTION, 2).earned == 10
        assert (judge.pool.found, judge.pool.looked_for) == (4, 8)


def test_a_wrong_reply_after_right_ones_is_wrong(mini: Path, tmp_path: Path) -> None:
    """What is kept makes no check weaker, whatever has passed before."""
    watched = Watched(load_course(mini), tmp_path / "scratch", pool=1)
    with watched.judge:
        for number in range(3):
            _grade(watched, SOLUTION, number)
        wrong = _grade(watched, SOLUTION.replace("x * x", "x * x + 1e-3"), 3)
        assert [task.state for task in wrong.tasks] == ["pass", "fail"]


def test_a_reply_that_changes_an_argument_is_told_each_time(mini: Path, tmp_path: Path) -> None:
    """A run with a note to its learner is never taken for another's."""
    change(
        mini / "exercises/mini/test_mini.py",
        "expect_numbers(student.squares(numbers)",
        "import torch\n    student.squares(torch.tensor(numbers))\n"
        "    expect_numbers(student.squares(numbers)",
    )
    text = SOLUTION.replace("def squares(numbers):", "def squares(numbers):\n    "
                            "if not isinstance(numbers, list):\n        numbers += 1\n        "
                            "return 0")  # fmt: skip
    watched = Watched(load_course(mini), tmp_path / "scratch", pool=1)
    with watched.judge:
        for number in range(2):
            result = _grade(watched, text, number)
            [check] = [c for t in result.tasks for c in t.checks if c.notes]
            assert "in place" in check.notes[0]


def test_a_check_that_draws_elsewhere_is_found_out(mini: Path, tmp_path: Path) -> None:
    """It runs as if there were no pool, for right and for wrong ones; its name is kept."""
    change(
        mini / "exercises/mini/test_mini.py",
        "number = rng.randrange(3, 99)",
        "import random\n    number = random.SystemRandom().randrange(3, 1 << 60)",
    )
    watched = Watched(load_course(mini), tmp_path / "scratch", pool=1)
    with watched.judge as judge:
        wrong = SOLUTION.replace("return 2 * x", "return 2 * x + (x > 2)")
        for number, (text, earned) in enumerate([(SOLUTION, 10), (wrong, 6), (SOLUTION, 10)]):
            assert _grade(watched, text, number).earned == earned
        assert judge.pool.varying == {"exercises/mini/test_mini.py::test_double"}


def test_what_is_kept_is_bounded() -> None:
    """The runs used longest ago go first; sizes add up; a run that is too large is not kept."""
    pool = Pool(limit=10_000)
    for number in range(20):
        pool.keep("check", number, [(bytes(2_000), b"reply")], Passed(None))
        assert pool.bytes <= 10_000
        pool.first("check", 0)
    assert pool.first("check", 0) is not None
    assert pool.first("check", 19) is not None
    assert pool.first("check", 10) is None
    pool.keep("large", 0, [(bytes(LIMIT), b"reply")], Passed(None))
    assert pool.first("large", 0) is None


def test_replies_branch() -> None:
    """Two right replies lead to two further requests; neither is taken for the other."""
    pool = Pool()
    pool.keep("check", 1, [(b"a", b"one"), (b"b1", b"x")], Passed(0.5))
    pool.keep("check", 1, [(b"a", b"two"), (b"b2", b"y")], Passed(0.25))
    first = pool.first("check", 1)
    assert first is not None
    for reply, request, last, margin in ((b"one", b"b1", b"x", 0.5), (b"two", b"b2", b"y", 0.25)):
        step: Any = first.then[reply]
        assert step.request == request
        assert step.then == {last: Passed(margin)}


def test_files_have_a_place_and_an_edit_mostly_moves_them() -> None:
    """All 16 places are taken alike; one of 16 edits stays; another secret is another place."""
    hashes = [solution_hash({"a.py": b"%d" % number}) for number in range(4_000)]
    places = [Seeds("t", digest, SECRET, 16).place for digest in hashes]
    counts = Counter(places)
    assert set(counts) == set(range(16))
    # 250 each, give or take five standard deviations of 15.
    assert all(abs(count - 250) < 75 for count in counts.values())
    same = sum(one == other for one, other in itertools.pairwise(places))
    assert abs(same - 250) < 75
    others = [Seeds("t", digest, b"other", 16).place for digest in hashes]
    assert abs(sum(a == b for a, b in zip(places, others, strict=True)) - 250) < 75


def test_two_files_of_one_place_have_the_same_seeds() -> None:
    """And files of two places have none in common."""
    seeds = [Seeds("t", f"{number}", SECRET, 16) for number in range(40)]
    ids = [f"exercises/t/test_a.py::check_{k}" for k in range(20)]
    for one in seeds:
        for other in seeds:
            shared = {one.of(name) for name in ids} & {other.of(name) for name in ids}
            assert len(shared) == (20 if one.place == other.place else 0)


@pytest.mark.parametrize("size", [0, -1, 1 << 20, "16"])
def test_a_pool_of_no_size_is_refused(size: object, mini: Path) -> None:
    """The sentence names the file and the field."""
    with (mini / "exercises/course.toml").open("a") as stream:
        stream.write(f"\n[grading]\npool = {size!r}\n")
    with pytest.raises(CourseError, match=r"course\.toml.*pool"):
        load_course(mini)


def test_a_fault_at_one_place_counts_for_nobody_there(mini: Path, tmp_path: Path) -> None:
    """The reference is asked wherever a check is lost, at the very inputs of the submission."""
    change(
        mini / "tests/hidden/mini/test_mini.py",
        "[x * x for x in numbers])",
        "[x * x for x in numbers] if rng.random() < 0.5 else numbers)",
    )
    watched = Watched(load_course(mini), tmp_path / "scratch", pool=8)
    wrong = SOLUTION.replace("[x * x for", "[x + x for")
    seen = set()
    with watched.judge:
        for number in range(40):
            result = _grade(watched, wrong, number)
            [check] = [c for t in result.tasks for c in t.checks if c.id.endswith("::test_more")]
            known = watched.judge.pool.faults[check.id, check.seed]
            assert (check.category == GRADING_PROBLEM) == bool(known)
            seen.add(bool(known))
    assert seen == {True, False}


def _outcomes(course: Course, topic: Topic) -> int:
    """In how many ways the report of a hidden check can look, at most.

    It passes, runs out of time, is not started, raises one of Python's exceptions, with an idea
    that explains it or none, or fails with a mistake of the topic or none, and a pattern or none.
    """
    exceptions = {exception_name(name) for name in (*vars(builtins), "Own")}
    mistakes = len(read_mistakes(topic).mistakes) + 1
    return 3 + len(exceptions) + _explained() + mistakes * (_patterns() + 1)


def _explained() -> int:
    """Pairs of an exception's type and a sentence that explains it, at most.

    An idea is said of its own types only; its sentences stand in grader/explain, each in a call or
    in the list.
    """
    files = Path(exceptions_module.__file__).parent.rglob("*.py")
    sentences = len(IDEAS) + sum(path.read_text().count("Explained(") for path in files)
    return sentences * max(len(entry.types) for entry in IDEAS)


def _patterns() -> int:
    """Texts that a pattern of a hidden check may have: with 8 axes, sizes and inputs, at most.

    Of each size six ratios; of each axis two sums; the input that was returned; 20 more.
    """
    return 6 * 8 + 2 * 8 + 8 + 20


def test_the_threat_model_counts_what_reports_can_carry_out(course: Course) -> None:
    """Bits a place over 100 pushes of 100 students: the page has those of the largest topic."""
    reports = 100 * 100 / load_course(course.root).pool
    bits = max(math.log2(_outcomes(course, topic)) for topic in course.topics.values())
    text = " ".join(PAGE.read_text().split())
    found = re.search(r"at most ([\d.]+) bits a report.*? ([\d,]+) bits a check", text)
    assert found is not None
    assert math.ceil(10 * bits) / 10 == float(found[1])
    assert round(reports * float(found[1]), -2) == int(found[2].replace(",", ""))
