"""A small term of 24 students, made once: course, contents graded once, repositories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from tests.term import banks
from tests.term.oracle import Late, Policy, Rule
from tests.term.support import Made, make

TEN_MINUTES = timedelta(minutes=10)
# Clocks are put back on 25 October: that Sunday has 25 hours, and 02:30 comes twice.
START = datetime(2026, 9, 7, 6, tzinfo=UTC)
SMALL = Policy(
    "Europe/Berlin",
    (
        Rule("mini", datetime(2026, 10, 4, 23, 59, 59), TEN_MINUTES),
        Rule("tiny", datetime(2026, 10, 24, 2, 30), TEN_MINUTES, weight=Fraction(2)),
        Rule("puny", datetime(2026, 11, 8, 18), timedelta(0), weight=Fraction(1, 2)),
    ),
    Late("per_day", per_day=Fraction(1, 10), at_most=3),
)
POLICIES = {
    "a tenth a day": SMALL,
    "without end": replace(SMALL, late=Late("per_day", per_day=Fraction(3, 8))),
    "refused": replace(SMALL, late=Late()),
    "days in order": replace(SMALL, late=Late("days", days=4)),
    "days where they gain": replace(SMALL, late=Late("days", days=4, spend="where it gains most")),
    "two days at most": replace(SMALL, late=Late("days", days=5, at_most=2)),
    "one topic its own": replace(
        SMALL,
        rules=(replace(SMALL.rules[0], late=Late()), *SMALL.rules[1:]),
        late=Late("days", days=3, spend="where it gains most"),
    ),
}


@pytest.fixture(scope="session")
def small_term(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """24 students, one of every kind, in three small topics; nobody changes it."""
    folder = tmp_path_factory.mktemp("term")
    course = banks.write_small_course(folder / "course")
    contents = [banks.small_bank(topic) for topic in banks.SMALL_TOPICS]
    return make(folder, course, contents, SMALL, START, 24, 20260907)
