"""Dates, late policies and budgets: cases worked by hand, and what must hold for all."""

from __future__ import annotations

import itertools
import tomllib
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.desk.terms import fake_course, handed, read, write_files

from classroom.desk.calendar import (
    Budget,
    Contest,
    Dates,
    Late,
    Offer,
    PerDay,
    Refuse,
    accepted_until,
    best,
    border,
    candidates,
    days_late,
    spend,
    worth,
)
from classroom.desk.grades import grade
from classroom.desk.text import points_text

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text())["case"]
NAMES = "abc"


def inline(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {inline(v)}" for k, v in value.items()) + " }"
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)


def written(case: dict[str, Any], folder: Path) -> Any:
    """The term of a case, written out and read."""
    term = f'timezone = "{case.get("zone", "Europe/Berlin")}"\n'
    term += "".join(f"{k} = {inline(case[k])}\n" for k in ("grace", "late") if k in case)
    extensions = overrides = ""
    for name, topic in zip(NAMES, case["topics"], strict=False):
        term += f"[topics.{name}]\n"
        fields = ("due", "grace", "late", "weight")
        term += "".join(f"{k} = {inline(topic[k])}\n" for k in fields if k in topic)
        if "until" in topic:
            extensions += f"ada,{name},{topic['until']},ill\n"
        for task, key in (("a", "task"), ("", "whole")):
            if key in topic:
                overrides += f"ada,{name},{task},{topic[key]},,tom,2027-03-20\n"
    write_files(folder, term, extensions=extensions, overrides=overrides)
    tasks = [{"a": 10} | ({"b": 10} if "other" in topic else {}) for topic in case["topics"]]
    return read(folder, fake_course(dict(zip(NAMES, tasks, strict=False))))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_a_case_worked_by_hand(case: dict[str, Any], tmp_path: Path) -> None:
    """The grade is the one that was worked out by hand."""
    term = written(case, tmp_path)
    topics = dict(zip(NAMES, case["topics"], strict=False))
    work = {
        name: handed(topic["events"], Fraction(topic["other"]) if "other" in topic else None)
        for name, topic in topics.items()
    }
    found = grade(term, "ada", work, set(topics))
    for name, topic in topics.items():
        expected = Fraction(topic["points"]) if topic["points"] else None
        assert found.topics[name].points == expected, name
        if "days" in topic:
            assert found.topics[name].days == topic["days"], name
            assert (found.topics[name].handed is None) == (
                topic["events"] == [] or ("task" in topic and topic["days"] == 0)
            )
        assert bool(found.topics[name].reason) == (found.topics[name].points in (None, 0))
    if "total" in case:
        assert found.total == Fraction(case["total"])


def test_there_are_forty_cases_and_no_two_of_a_name() -> None:
    """The table is as large as it says, and each line of it is a case of its own."""
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names) >= 40


ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]
).map(ZoneInfo)
# Around both changes of clocks of a year, in the zones of both halves of the Earth.
MOMENTS = st.datetimes(datetime(2027, 3, 1), datetime(2027, 11, 20)).map(
    lambda at: at.replace(tzinfo=UTC, microsecond=0)
)
GRACE = st.integers(0, 7200).map(lambda s: timedelta(seconds=s))
LATER = st.integers(0, 6 * 86_400).map(lambda s: timedelta(seconds=s))
SHARES = st.integers(1, 100).map(lambda p: Fraction(p, 100))
SINGLE: st.SearchStrategy[Late] = st.one_of(
    st.just(Refuse()),
    st.builds(PerDay, SHARES, st.one_of(st.none(), st.integers(1, 5))),
    st.builds(Budget, st.integers(1, 5), st.booleans(), st.one_of(st.none(), st.integers(1, 3))),
)
POINTS = st.integers(0, 20).map(lambda p: Fraction(p, 2))
EVENTS = st.lists(st.tuples(LATER, POINTS), max_size=6).map(
    lambda events: sorted(events, key=lambda event: event[0])
)


def offers(events: Any, dates: Dates, policy: Late, begin: datetime) -> list[Offer]:
    """What can be chosen from, of events that came so long after `begin`."""
    times = [begin + after for after, _ in events]
    nothing = Offer(0, Fraction(0), Fraction(10))
    return [nothing] + [
        Offer(days, worth(events[place][1], days, policy), Fraction(10), place)
        for place, days in candidates(times, dates, policy)
    ]


def points_alone(events: Any, dates: Dates, policy: Late, begin: datetime) -> Fraction:
    """The points of a topic that is the only one."""
    left = policy.days if isinstance(policy, Budget) else None
    return best(offers(events, dates, policy, begin), left).points


@given(MOMENTS, ZONES, GRACE, LATER, LATER, SINGLE, POINTS)
def test_the_same_work_later_never_earns_more(
    due: datetime,
    zone: ZoneInfo,
    grace: timedelta,
    one: timedelta,
    two: timedelta,
    policy: Late,
    points: Fraction,
) -> None:
    """Of one topic, whatever the policy."""
    dates, begin = Dates(due, grace, zone), due - timedelta(days=1)
    early, late = sorted((one, two))
    earned = [points_alone([(after, points)], dates, policy, begin) for after in (early, late)]
    assert earned[0] >= earned[1]


@given(MOMENTS, ZONES, GRACE, LATER, SINGLE, EVENTS)
def test_an_extension_never_loses_points(
    due: datetime, zone: ZoneInfo, grace: timedelta, more: timedelta, policy: Late, events: Any
) -> None:
    """Of its own topic, with any work before and after."""
    assume(more)
    begin = due - timedelta(days=1)
    without = points_alone(events, Dates(due, grace, zone), policy, begin)
    extended = points_alone(events, Dates(due, grace, zone, due + more), policy, begin)
    assert extended >= without


@given(MOMENTS, ZONES, st.integers(0, 9))
def test_the_border_of_a_day_has_the_same_time_on_the_clocks(
    due: datetime, zone: ZoneInfo, days: int
) -> None:
    """So many calendar days later, unless clocks skip that time; never earlier on the clocks."""
    local = due.astimezone(zone)
    end = border(due, days, zone).astimezone(zone)
    wall = local.replace(tzinfo=None) + timedelta(days=days)
    skipped = (
        wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall
    )
    if skipped:
        assert timedelta(0) < end.replace(tzinfo=None) - wall <= timedelta(hours=1)
    else:
        assert end.replace(tzinfo=None) == wall


@given(MOMENTS, ZONES, GRACE, LATER)
def test_a_day_late_is_the_first_border_that_was_kept(
    due: datetime, zone: ZoneInfo, grace: timedelta, after: timedelta
) -> None:
    """The number of days is the smallest whose border, with the grace, lies not before."""
    dates, at = Dates(due, grace, zone), due + after
    kept = (n for n in itertools.count() if at <= border(due, n, zone) + grace)
    assert days_late(at, dates) == next(kept)


TOPIC = st.tuples(
    st.integers(0, 3).map(Fraction),
    st.lists(st.tuples(st.integers(0, 4), POINTS), max_size=4),
)


def contest(weight: Fraction, options: Any) -> Contest:
    """A topic with what can be chosen, nothing handed in among it."""
    found = [Offer(0, Fraction(0), Fraction(10))]
    found += [Offer(days, points, Fraction(10), n) for n, (days, points) in enumerate(options)]
    return Contest(weight, found)


@given(st.lists(TOPIC, max_size=4), st.integers(1, 6), st.booleans())
def test_a_budget_is_never_exceeded(topics: Any, days: int, most: bool) -> None:
    """The sum of the days spent is at most the budget, however it is spent."""
    chosen = spend([contest(*topic) for topic in topics], Budget(days, most))
    assert len(chosen) == len(topics)
    assert sum(offer.days for offer in chosen) <= days


@settings(max_examples=60)
@given(st.lists(TOPIC, min_size=1, max_size=3), st.integers(1, 5))
def test_where_it_gains_most_is_the_best_of_all_choices(topics: Any, days: int) -> None:
    """Every choice that the budget can pay is tried; ties go by days, then to the later topics."""
    contests = [contest(*topic) for topic in topics]

    def rank(choice: Any) -> Any:
        gain = sum(c.weight * o.points / 10 for c, o in zip(contests, choice, strict=True))
        return gain, -sum(o.days for o in choice), [-o.days for o in choice]

    every = itertools.product(*(c.offers for c in contests))
    top = max(rank(choice) for choice in every if sum(o.days for o in choice) <= days)
    assert rank(spend(contests, Budget(days, most=True))) == top


@given(st.lists(TOPIC, min_size=1, max_size=3), st.integers(1, 5))
def test_where_it_gains_most_is_no_worse_than_in_order(topics: Any, days: int) -> None:
    """Spending days by foresight never gives less than spending them as they come."""
    contests = [contest(*topic) for topic in topics]

    def gain(budget: Budget) -> Fraction:
        chosen = spend(contests, budget)
        return sum(
            (c.weight * o.points for c, o in zip(contests, chosen, strict=True)), Fraction(0)
        )

    assert gain(Budget(days, most=True)) >= gain(Budget(days))


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ("1/3", "0.33"),
        ("0.005", "0.01"),
        ("0.004", "0"),
        ("2/3", "0.67"),
        ("7", "7"),
        ("7.5", "7.5"),
        ("1.125", "1.13"),
        ("-0.5", "-0.5"),
    ],
)
def test_points_are_rounded_half_up_and_only_to_be_shown(points: str, text: str) -> None:
    """Two decimals at most."""
    assert points_text(Fraction(points)) == text


@given(MOMENTS, ZONES, GRACE, LATER, SINGLE, LATER, st.booleans())
def test_nothing_counts_after_the_last_second_at_which_work_is_accepted(
    due: datetime,
    zone: ZoneInfo,
    grace: timedelta,
    more: timedelta,
    policy: Late,
    after: timedelta,
    extended: bool,
) -> None:
    """A second later nothing is a candidate; so hidden checks may be shown from then on."""
    dates = Dates(due, grace, zone, due + more if extended and more else None)
    last = accepted_until(dates, policy)
    assert candidates([last + timedelta(seconds=1) + after], dates, policy) == []
    assert candidates([last], dates, policy) != []


def test_hidden_checks_are_shown_once_nobodys_work_can_count(tmp_path: Path) -> None:
    """The longest extension, the last late day and the grace are over."""
    term = (
        'timezone = "Europe/Berlin"\ngrace = "10 min"\n'
        'late = { per_day = "10%", at_most = "2 days" }\n'
        "[topics.a]\ndue = 2027-03-12\n[topics.b]\ndue = 2027-03-12\nreveal = 2027-04-01\n"
    )
    extensions = "ada,a,2027-03-27T23:00,ill\nbob,a,2027-03-20,ill\n"
    write_files(tmp_path, term, extensions=extensions)
    found = read(tmp_path, fake_course({"a": {"a": 10}, "b": {"a": 10}}))
    # Two days after 27 March 23:00 clocks are on summer time.
    shown = [found.reveals(topic).isoformat() for topic in found.topics.values()]
    assert shown[0] == "2027-03-29T21:10:01+00:00"
    assert shown[1] == "2027-04-01T23:59:59+02:00"
