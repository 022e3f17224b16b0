"""A term of hundreds of students in two real topics; for the full tests and benchmarks/term.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from tests.course_copy import copy_course
from tests.term import banks
from tests.term.oracle import Late, Policy, Rule
from tests.term.support import Made, make

from grader.course.manifest import load_course

ROOT = Path(__file__).resolve().parents[2]
TOPICS = ("calculus_and_descent", "micrograd")
CONTENTS = 40
SEED = 20260223
START = datetime(2026, 2, 23, 7, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
# On 29 March the clocks go forward: that Sunday has 23 hours.
TENTH = Policy(
    "Europe/Berlin",
    (
        Rule(TOPICS[0], datetime(2026, 3, 28, 23, 59, 59), TEN_MINUTES),
        Rule(TOPICS[1], datetime(2026, 4, 24, 18), TEN_MINUTES, None, Fraction(3, 2), False),
    ),
    Late("per_day", per_day=Fraction(1, 10), at_most=3),
)
POLICIES = {
    "a tenth a day": TENTH,
    "days in order": replace(TENTH, late=Late("days", days=4)),
    "days where they gain": replace(TENTH, late=Late("days", days=4, spend="where it gains most")),
    "refused": replace(TENTH, late=Late()),
}


def large_term(folder: Path, count: int, contents: int = CONTENTS) -> Made:
    """`count` students below the new folder `folder`; `contents` distinct ones a topic."""
    course = copy_course(ROOT, folder / "course", TOPICS)
    loaded = load_course(course)
    drawn = [banks.bank(loaded, loaded.topic(topic), contents, SEED) for topic in TOPICS]
    return make(folder, course, drawn, TENTH, START, count, SEED)
