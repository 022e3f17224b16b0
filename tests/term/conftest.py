"""A small term of 24 students, made once: course, contents graded once, repositories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from tests.course_copy import grader
from tests.term import banks, generate
from tests.term.oracle import Late, Policy, Rule, worth_in
from tests.term.support import SECRET, Made, Table

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


def grade_contents(course: Path, made: list[banks.Bank], folder: Path) -> Table:
    """What each content is worth, by plain `grader grade`: topic -> content -> worth."""
    where = banks.write_contents(made, folder / "contents")
    submissions = sorted((folder / "contents").iterdir())
    done = grader(
        "grade", *submissions, "--out", folder / "worth", cwd=course, GRADER_SECRET=SECRET
    )
    assert done.returncode == 0, done.stdout + done.stderr
    records = {p.name: worth_in(folder / f"worth/records/{p.name}.json") for p in submissions}
    return {
        topic: {content: records[submission][topic] for content, submission in contents.items()}
        for topic, contents in where.items()
    }


@pytest.fixture(scope="session")
def small_term(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """24 students, one of every kind, in three small topics; nobody changes it."""
    folder = tmp_path_factory.mktemp("term")
    course = banks.write_small_course(folder / "course")
    contents = [banks.small_bank(topic) for topic in banks.SMALL_TOPICS]
    worth = grade_contents(course, contents, folder)
    term = generate.make(SMALL, contents, START, 24, 20260907, worth)
    generate.write_repositories(term, folder)
    generate.write_folder(term, folder / "terms/made")
    return Made(term, course, folder, worth)
