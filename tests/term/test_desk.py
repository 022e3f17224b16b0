"""A made term, collected from the fake GitHub and graded: every grade is the oracle's."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from tests.e2e.fake_github import FakeGitHub
from tests.term import generate
from tests.term.conftest import POLICIES, SECRET, Made
from tests.term.generate import CLASS, TOKEN, UNREACHABLE
from tests.term.oracle import Policy, grades_of
from tests.term.oracle import total as oracle_total

from classroom.desk import grading, status
from classroom.desk.collect import Brought, Collector
from classroom.desk.files import Term, load_term
from classroom.desk.gradebook import Gradebook
from classroom.desk.grades import Grade
from classroom.desk.grading import Means
from classroom.github.fetch import Fetcher
from grader.course.manifest import load_course
from grader.push.client import GitHub

Collected = tuple[Path, list[Brought], list[Brought]]


def collect(made: Made, folder: Path, url: str) -> list[Brought]:
    """Collect the term in `folder` from the fake at `url`."""
    term = load_term(folder, load_course(made.course))
    book = Gradebook(term.file.gradebook)
    fetcher = Fetcher((made.folder / "git").as_uri(), "")
    return list(Collector(term, book, GitHub(url, TOKEN), fetcher).run())


@pytest.fixture(scope="module")
def collected(small_term: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    """The term's folder, and what two collections brought."""
    folder = generate.write_folder(small_term.term, tmp_path_factory.mktemp("desk") / "term")
    with FakeGitHub() as fake:
        generate.serve(small_term.term, fake)
        first = collect(small_term, folder, fake.url)
        asked = len(fake.log)
        again = collect(small_term, folder, fake.url)
        # Again: where it is, and what is new; a page each.
        assert len(fake.log) - asked <= asked
        yield folder, first, again


def graded(made: Made, folder: Path) -> tuple[Term, list[Grade]]:
    """Grade what has no result, and everybody's grade."""
    course = load_course(made.course)
    term = load_term(folder, course)
    book = Gradebook(term.file.gradebook)
    means = Means(course, term, book, SECRET.encode(), 2)
    done = grading.grade(means, lambda done, total: None)
    assert done.problems == []
    return term, status.all_grades(term, book)


def test_what_a_collection_brings(small_term: Made, collected: Collected) -> None:
    """Everybody who can be collected is; the others are a line each; again brings nothing new."""
    folder, first, again = collected
    by_name = {one.student: one for one in first}
    assert set(by_name) == {student.name for student in small_term.term.roster}
    for student in small_term.term.roster:
        brought = by_name[student.name]
        assert brought.failed == (student.kind in UNREACHABLE), (student.kind, brought.lines)
        told = "; ".join(brought.lines)
        assert ("is called" in told) == (student.kind == "renamed")
        assert ("forced push" in told) == (student.kind in ("forced", "forced_late"))
    assert {one.student for one in again if one.new} == set()
    assert {one.student for one in again if one.failed} == {
        one.student for one in first if one.failed
    }
    renamed = next(s for s in small_term.term.roster if s.kind == "renamed")
    assert by_name[renamed.name].repository == f"{CLASS}/{renamed.name}-new"
    assert (folder / "collected" / renamed.name / "HEAD").is_file()


@pytest.mark.parametrize("name", POLICIES)
def test_every_grade_is_the_oracles(small_term: Made, collected: Collected, name: str) -> None:
    """Points, days late and the total of all students, exactly, whatever the late policy."""
    made, policy = small_term.term, POLICIES[name]
    generate.write_policy(policy, collected[0])
    _, found = graded(small_term, collected[0])
    grades = {one.student: one for one in found}
    for student in made.roster:
        expected = grades_of(
            policy, student.name, student.seen, made.until, made.overrides, small_term.worth
        )
        one = grades[student.name]
        got = {topic: (each.points, each.maximum, each.days) for topic, each in one.topics.items()}
        assert got == {
            topic: (each.points, each.most, each.days) for topic, each in expected.items()
        }, (student.name, student.kind)
        assert one.total == oracle_total(policy, expected)
        assert isinstance(one.total, Fraction)
    assert set(grades) == {student.name for student in made.roster}


def test_the_policies_differ(small_term: Made) -> None:
    """So that to agree under each of them says something."""
    policies: list[Policy] = list(POLICIES.values())
    assert len({repr(policy.late) for policy in policies}) >= 5
