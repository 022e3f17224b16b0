"""The course's own code before the judge, once for all tests of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.conftest import workers_for

from classroom.author import verdicts
from classroom.author.compose import Member, Variant
from classroom.author.contract import Problem
from classroom.author.trials import Bench
from grader.course.manifest import Course
from grader.record import Record


@pytest.fixture(scope="session")
def bench(course: Course, pytestconfig: pytest.Config) -> Iterator[Bench]:
    """Workers with a judge each."""
    with Bench(course.root, workers_for(pytestconfig)) as bench:
        yield bench


@pytest.fixture(scope="session")
def own(class_members: list[Member]) -> list[Variant]:
    """The reference, the stubs, and the alternatives and mistakes that are looked at."""
    return [variant for member in class_members for variant in member.variants]


@pytest.fixture(scope="session")
def verdict(
    course: Course,
    own: list[Variant],
    class_members: list[Member],
    class_records: dict[str, Record],
) -> Callable[[str | Path], list[Problem]]:
    """verdict("reference" or "stubs" or the file of a variant) -> its problems."""

    home = {v.name: member for member in class_members for v in member.variants}

    def of(which: str | Path) -> list[Problem]:
        [variant] = [v for v in own if which in (v.kind, v.override)]
        member = home[variant.name]
        beside = [other for other in member.variants if other != variant]
        return verdicts.problems(course, variant, class_records[member.name], beside)

    return of
