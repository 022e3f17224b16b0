"""The oracle of a term, against cases worked by hand, and the log against the repositories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.course_copy import git
from tests.term import generate
from tests.term.conftest import POLICIES, SMALL, START
from tests.term.oracle import (
    Event,
    Grade,
    Late,
    Override,
    Policy,
    Rule,
    Worth,
    border,
    grades_of,
    total,
)
from tests.term.support import Made

DUE = datetime(2026, 10, 4, 23, 59, 59)
# In summer Berlin is two hours before UTC.
D = datetime(2026, 10, 4, 21, 59, 59, tzinfo=UTC)
GRACE = timedelta(minutes=10)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
TEN = Worth({"a": Fraction(4), "b": Fraction(6)}, {"a": Fraction(4), "b": Fraction(6)})
WORTH = {
    "right": TEN,
    "half": replace(TEN, earned={"a": Fraction(4), "b": Fraction(0)}),
    "stub": TEN.nothing(),
}
PER_DAY = Late("per_day", per_day=Fraction(1, 10), at_most=3)


def graded(
    *events: tuple[datetime, str | None], late: Late = PER_DAY, **given: Any
) -> tuple[Fraction, int]:
    """Points and days late of one topic for pushes of contents."""
    topics = tuple(Rule(t, DUE + i * DAY, GRACE) for i, t in enumerate(given.get("topics", "t")))
    log = [Event(at, {"t": c} if c else {}) for at, c in events]
    policy = Policy("Europe/Berlin", topics, late)
    worth = {rule.topic: WORTH for rule in topics}
    until, overrides = given.get("until", {}), given.get("overrides", [])
    found = grades_of(policy, "ada", log, until, overrides, worth)["t"]
    return found.points, found.days


HAND = [
    # within grace to the second, and one second later: a tenth of 10 is lost
    ([(D + GRACE, "right")], {}, (10, 0)),
    ([(D + GRACE + SECOND, "right")], {}, (9, 1)),
    ([(D + 2 * DAY + GRACE, "right")], {}, (8, 2)),
    ([(D + 3 * DAY + GRACE + SECOND, "right")], {}, (0, 0)),
    # nothing, or too early to be anything
    ([], {}, (0, 0)),
    ([(D - DAY, "stub")], {}, (0, 0)),
    # late work never takes away what was there in time
    ([(D - DAY, "half"), (D + DAY, "stub")], {}, (4, 0)),
    ([(D - DAY, "half"), (D + DAY, "right")], {}, (9, 1)),
    ([(D - DAY, "right"), (D - SECOND, "half")], {}, (4, 0)),
    # pushed again without a change: the first time stands
    ([(D - DAY, "right"), (D + DAY, "right")], {}, (10, 0)),
    # the folder is gone at the border
    ([(D - DAY, "right"), (D - SECOND, None)], {}, (0, 0)),
    ([(D - DAY, "right"), (D - SECOND, None), (D + DAY, "right")], {}, (9, 1)),
    # refused
    ([(D + GRACE + SECOND, "right")], {"late": Late()}, (0, 0)),
    # an extension to two days later, and what was there at the first date stays
    ([(D + 2 * DAY, "right")], {"until": {("ada", "t"): DUE + 2 * DAY}}, (10, 0)),
    ([(D + 3 * DAY, "right")], {"until": {("ada", "t"): DUE + 2 * DAY}}, (9, 1)),
    (
        [(D - DAY, "right"), (D + DAY, "half")],
        {"until": {("ada", "t"): DUE + 2 * DAY}, "late": Late()},
        (10, 0),
    ),
    ([(D + 2 * DAY, "right")], {"until": {("bob", "t"): DUE + 2 * DAY}}, (8, 2)),
    # what people decided: of a task before the policy, of the topic after it
    (
        [(D + DAY, "half")],
        {"overrides": [Override("ada", "t", "b", Fraction(3))]},
        (Fraction(63, 10), 1),
    ),
    ([], {"overrides": [Override("ada", "t", "b", Fraction(3))]}, (3, 0)),
    ([(D + DAY, "right")], {"overrides": [Override("ada", "t", "", Fraction(7))]}, (7, 0)),
    # a budget: all the points, for days
    ([(D + 2 * DAY, "right")], {"late": Late("days", days=2)}, (10, 2)),
    ([(D + 2 * DAY, "right")], {"late": Late("days", days=1)}, (0, 0)),
    ([(D + 2 * DAY, "right")], {"late": Late("days", days=4, at_most=1)}, (0, 0)),
    ([(D, "half"), (D + 2 * DAY, "right")], {"late": Late("days", days=1)}, (4, 0)),
]


@pytest.mark.parametrize(("events", "given", "expected"), HAND, ids=range(len(HAND)))
def test_cases_worked_by_hand(events: Any, given: Any, expected: Any) -> None:
    """Points after the policy, and the days late that they stand for."""
    assert graded(*events, **given) == expected


BORDERS = [
    # 25 October has 25 hours: the same time of the day is 25 hours later
    (datetime(2026, 10, 24, 23, 59, 59), 1, datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)),
    (datetime(2026, 10, 24, 23, 59, 59), 0, datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC)),
    # 02:30 comes twice; the later one is in winter's time
    (datetime(2026, 10, 24, 2, 30), 1, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    # 28 March has 23 hours; 02:30 is skipped, and is 03:30 then
    (datetime(2027, 3, 27, 23, 59, 59), 1, datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),
    (datetime(2027, 3, 27, 2, 30), 1, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    (datetime(2027, 3, 27, 2, 30), 2, datetime(2027, 3, 29, 0, 30, tzinfo=UTC)),
]


@pytest.mark.parametrize(("due", "days", "instant"), BORDERS, ids=range(len(BORDERS)))
def test_a_days_border(due: datetime, days: int, instant: datetime) -> None:
    """The wall clock of the zone, also where it jumps."""
    assert border(due, days, "Europe/Berlin") == instant


def two(spend: str, days: int) -> dict[str, Grade]:
    """Two topics, both late: the first gains 2 of 10 by a day, the second 10 of 10 by two."""
    some = replace(TEN, earned={"a": Fraction(2), "b": Fraction(0)})
    rules = (Rule("p", DUE, GRACE), Rule("q", DUE + 7 * DAY, GRACE, weight=Fraction(3)))
    policy = Policy("Europe/Berlin", rules, Late("days", days=days, spend=spend))
    log = [
        Event(D + DAY, {"p": "some", "q": "stub"}),
        Event(D + 9 * DAY, {"p": "some", "q": "right"}),
    ]
    worth = {"p": WORTH | {"some": some}, "q": WORTH}
    return grades_of(policy, "ada", log, {}, [], worth)


def test_a_budget_in_order_is_spent_on_the_first_topic() -> None:
    """Two days: one goes for 2 points, and the other is too few for the second topic."""
    found = two("in order", 2)
    assert [(g.points, g.days) for g in found.values()] == [(2, 1), (0, 0)]
    assert [(g.points, g.days) for g in two("in order", 3).values()] == [(2, 1), (10, 2)]


def test_a_budget_is_spent_where_it_gains_most() -> None:
    """Both days go to the second topic; the total is weighted one to three."""
    found = two("where it gains most", 2)
    assert {topic: (g.points, g.days) for topic, g in found.items()} == {"p": (0, 0), "q": (10, 2)}
    rules = (Rule("p", DUE, GRACE), Rule("q", DUE, GRACE, weight=Fraction(3)))
    assert total(Policy("UTC", rules), found) == 75


def test_questions_count_where_the_term_says_so() -> None:
    """Their points stand beside those of the tasks."""
    asked = replace(TEN, answered=Fraction(5, 2), askable=Fraction(20))
    assert (asked.points(True, {}), asked.most(True)) == (Fraction(25, 2), 30)
    assert (asked.points(False, {}), asked.most(False)) == (10, 10)


# The generator


def test_the_log_is_what_the_repositories_hold(small_term: Made) -> None:
    """Every event's commit has the files that the log says, and the branches end at the last."""
    term, pool = small_term.term, small_term.folder / "pool.git"
    for student in term.students:
        for event in student.events[:: max(1, len(student.events) // 3)]:
            files = set(git(pool, "ls-tree", "-r", "--name-only", event.commit).splitlines())
            expected = {p for t, c in event.contents.items() for p in term.banks[t].files[c]}
            assert files == {"README.md", *expected}
    right = term.students[0]
    repository = small_term.folder / f"git/{right.repository}.git"
    main = [event for event in right.events if event.branch == "main"]
    assert git(repository, "rev-parse", "main") == main[-1].commit
    assert git(repository, "rev-list", "--count", "main") == str(len(main))


def test_one_student_of_every_kind(small_term: Made) -> None:
    """And what each of them did shows in the grades: kinds are not all alike."""
    term = small_term.term
    assert {student.kind for student in term.students} == set(generate.KINDS)
    forced = next(s for s in term.students if s.kind == "forced")
    assert any(event.kind == "force_push" for event in forced.events)
    late = {
        name: sum(
            grade.days > 0
            for student in term.students
            for grade in grades_of(
                policy,
                student.name,
                student.seen,
                term.until,
                term.overrides,
                small_term.worth,
            ).values()
        )
        for name, policy in POLICIES.items()
    }
    assert late["refused"] == 0
    assert min(count for name, count in late.items() if name != "refused") > 3
    assert len(set(late.values())) > 3, late


def test_the_same_seed_makes_the_same_term(small_term: Made) -> None:
    """To the second, and another seed another one."""
    banks = list(small_term.term.banks.values())
    made = [
        generate.make(SMALL, banks, START, 24, seed, small_term.worth) for seed in (20260907, 1)
    ]
    log = [[(e.at, e.contents) for s in t.students for e in s.events] for t in made]
    kept = [(e.at, e.contents) for s in small_term.term.students for e in s.events]
    assert log[0] == kept
    assert log[1] != kept
