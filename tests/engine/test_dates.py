"""Dates in course.toml: without an offset they are in the course's zone; wrong ones are told."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.course_copy import change, refused
from tests.engine.quiz_samples import write_quiz

from grader.course.dates import moment, zone_of
from grader.course.manifest import load_course
from grader.errors import EXIT_COURSE, CourseError, EngineError

BERLIN = ZoneInfo("Europe/Berlin")
EXAMPLE = "write due = 2026-11-01T23:59:00, or due = 2026-11-01 for the end of that day."

# What course.toml says after `due =` -> what is said of it, the file and the topic in front.
WRONG = {
    '"2026-11-01"': (
        f'topic quiz: due = "2026-11-01" is text; without the quotes it is a date: {EXAMPLE}'
    ),
    "23:59:00": f"topic quiz: due = 23:59:00 is a time without a day; {EXAMPLE}",
    "20261101": f"topic quiz: due = 20261101 is no date; {EXAMPLE}",
    "true": f"topic quiz: due = true is no date; {EXAMPLE}",
    "0001-01-01T00:00:00": f"topic quiz: due = 0001-01-01T00:00:00 is out of reach; {EXAMPLE}",
    "2026-13-01": f"line 6: due = 2026-13-01 is no date; {EXAMPLE}",
    "2026-02-30": f"line 6: due = 2026-02-30 is no date; {EXAMPLE}",
    "1.11.2026": f"line 6: due = 1.11.2026 is no date; {EXAMPLE}",
    "2026-11-01T25:00:00": f"line 6: due = 2026-11-01T25:00:00 is no date; {EXAMPLE}",
    "tomorrow  # or later": f"line 6: due = tomorrow is no date; {EXAMPLE}",
    "2026-03-29T02:30:00": (
        "topic quiz: due = 2026-03-29T02:30:00 does not exist in Europe/Berlin, where clocks go "
        "forward over it; write due = 2026-03-29T03:30:00."
    ),
    "2026-10-25T02:30:00": (
        "topic quiz: due = 2026-10-25T02:30:00 comes twice in Europe/Berlin, where clocks go back; "
        "say which by its offset: due = 2026-10-25T02:30:00+02:00."
    ),
}
ZONES = {
    '"Berlin"': 'timezone = "Berlin" is no time zone; write its IANA name, as timezone = ',
    '"Europe"': 'timezone = "Europe" is no time zone; write',
    '"../Berlin"': 'timezone = "../Berlin" is no time zone; write',
    '""': 'timezone = "" is no time zone; write',
    "1": "timezone = 1 is no time zone; write",
    "[]": "timezone = [] is no time zone; write",
    "Europe/Berlin": 'line 3: timezone = Europe/Berlin cannot be read; write timezone = "Europe',
}


def quiz_due(root: Path, due: str, zone: str = '"Europe/Berlin"') -> Path:
    """A course with one topic that is due; its course.toml."""
    write_quiz(root, due="2027-03-01T23:59:00Z", feedback="after-deadline")
    path = root / "exercises" / "course.toml"
    change(path, "2027-03-01T23:59:00Z", due)
    change(path, 'version = "1"\n', f'version = "1"\ntimezone = {zone}\n')
    return path


@pytest.mark.parametrize(
    ("due", "moment"),
    [
        ("2026-11-01T23:59:00", "2026-11-01T23:59:00+01:00"),
        ("2026-07-01 12:00:00", "2026-07-01T12:00:00+02:00"),
        ("2026-11-01", "2026-11-01T23:59:59+01:00"),
        ("2026-10-25", "2026-10-25T23:59:59+01:00"),
        ("2026-11-01T23:59:00Z", "2026-11-01T23:59:00+00:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("2026-03-29T02:30:00+02:00", "2026-03-29T02:30:00+02:00"),
    ],
)
def test_a_date_means_one_moment(tmp_path: Path, due: str, moment: str) -> None:
    """In the course's zone, unless it says its offset; a day alone is over with its last second."""
    quiz_due(tmp_path, due)
    topic = load_course(tmp_path).topic("quiz")
    assert topic.due is not None
    assert topic.due.isoformat() == moment
    assert not topic.revealed(datetime(2026, 3, 1, tzinfo=UTC))
    assert topic.revealed(topic.due)


def test_without_a_zone_dates_are_utc(tmp_path: Path) -> None:
    """As they were before a course could have one."""
    path = quiz_due(tmp_path, "2026-11-01")
    change(path, 'timezone = "Europe/Berlin"\n', "")
    due = load_course(tmp_path).topic("quiz").due
    assert due == datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)


def test_a_day_whose_last_second_comes_twice_ends_with_the_later_one() -> None:
    """In Beirut clocks went back over midnight."""
    day = datetime(2021, 10, 30).date()
    assert moment(day, ZoneInfo("Asia/Beirut"), "x").isoformat() == "2021-10-30T23:59:59+02:00"


@pytest.mark.parametrize("due", WRONG)
def test_a_date_of_a_wrong_form_is_one_sentence(tmp_path: Path, due: str) -> None:
    """Where it stands, what is wrong, and a right line; exit status 4 of both commands."""
    path = quiz_due(tmp_path, due)
    for command in (["grade", "amina"], ["course", "check"]):
        status, said = refused(*command, cwd=tmp_path)
        assert status == EXIT_COURSE
        assert said.count("\n") == 1
        assert str(path) in said
        assert said.strip().endswith(WRONG[due])


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_that_is_none_is_one_sentence(tmp_path: Path, zone: str) -> None:
    """The same of the course's zone, whether a date needs it or not."""
    quiz_due(tmp_path, "2026-11-01T23:59:00Z", zone)
    for command in (["grade", "amina"], ["course", "check"]):
        status, said = refused(*command, cwd=tmp_path)
        assert status == EXIT_COURSE
        assert said.count("\n") == 1
        assert ZONES[zone] in said


def test_a_machine_without_time_zones_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the course, which may be right; UTC needs none."""

    def unknown(name: str) -> ZoneInfo:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", unknown)
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    with pytest.raises(EngineError, match=r"this machine has no time zones; .* pip install tzdata"):
        zone_of("Europe/Berlin", "course.toml")
    assert zone_of("UTC", "course.toml") is UTC


def test_every_hour_of_a_year_is_placed_or_refused() -> None:
    """One hour of Berlin's is missing, one is there twice; all others are the moment they name."""
    refusals = []
    for month in range(1, 13):
        for day in range(1, 29 if month == 2 else 31):
            for hour in range(24):
                at = datetime(2026, month, day, hour, 30)
                try:
                    assert moment(at, BERLIN, "x").astimezone(UTC).astimezone(BERLIN) == at.replace(
                        tzinfo=BERLIN
                    )
                except CourseError:
                    refusals.append(at.isoformat())
    assert refusals == ["2026-03-29T02:30:00", "2026-10-25T02:30:00"]
