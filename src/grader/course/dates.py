"""Dates of a course: what a manifest says, as moments that can be compared.

A date without an offset is meant in the course's time zone, and a day alone means its last second.
Every other form is refused in one sentence, with an example of a right one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from grader.errors import CourseError, EngineError
from grader.escape import plain

_EXAMPLE = "2026-11-01T23:59:00"
_DAY = "2026-11-01"
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_WRITTEN = re.compile(r"\s*(due|accepted_until|timezone)\s*=[^#\n]*")


def zone_of(name: Any, where: str) -> tzinfo:
    """The time zone with the IANA name `name`. Raises CourseError, which begins with `where`.

    Raises EngineError where this machine knows no zones at all.
    """
    if name == "UTC":
        return UTC
    import zoneinfo  # a laptop's course has no zone

    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, TypeError, AttributeError, OSError):
        if zoneinfo.available_timezones():
            raise CourseError(
                f"{where}: timezone = {_shown(name)} is no time zone; "
                'write its IANA name, as timezone = "Europe/Berlin".'
            ) from None
    raise EngineError(
        f"{where}: timezone = {_shown(name)} cannot be looked up, since this machine has no "
        "time zones; install them with: pip install tzdata"
    )


def moment(value: Any, zone: tzinfo, where: str, field: str = "due") -> datetime:
    """The moment that `value` of a TOML file means, in `zone` if it has no offset.

    A day alone is over with its last second. Raises CourseError, which begins with `where`.
    """
    written = f"{where}: {field} = {_shown(value)}"
    right = f"write {field} = {_EXAMPLE}, or {field} = {_DAY} for the end of that day."
    if isinstance(value, str):
        raise CourseError(f"{written} is text; without the quotes it is a date: {right}")
    if isinstance(value, time):
        raise CourseError(f"{written} is a time without a day; {right}")
    if not isinstance(value, date):
        raise CourseError(f"{written} is no date; {right}")
    if isinstance(value, datetime):
        at = value
    else:
        # Where clocks go back over midnight it comes twice, and the day ends with the later one.
        at = datetime.combine(value, time(23, 59, 59), zone).replace(fold=1)
        written = f"{written} (to {at:%H:%M:%S})"
    try:
        return _placed(at, zone, written, field)
    except OverflowError:
        raise CourseError(f"{written} is out of reach; {right}") from None


def _placed(at: datetime, zone: tzinfo, written: str, field: str) -> datetime:
    """`at` with an offset, which must be the only one that it can have."""
    whole = at.tzinfo is not None
    here = at if whole else at.replace(tzinfo=zone)
    here.astimezone(UTC)
    first, second = (here.replace(fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    if first < second:
        after = (here + (second - first)).replace(tzinfo=None).isoformat()
        raise CourseError(
            f"{written} does not exist in {zone}, where clocks go forward over it; "
            f"write {field} = {after}."
        )
    if first > second and not whole:
        raise CourseError(
            f"{written} comes twice in {zone}, where clocks go back; "
            f"say which by its offset: {field} = {here.replace(fold=0).isoformat()}."
        )
    return here


def no_toml(text: str, error: str, where: str) -> CourseError:
    """What to say of a file that is no TOML, which a date of a wrong form makes it as well."""
    found = _LINE.search(error)
    lines = text.split("\n")
    number = int(found[1]) if found else 0
    written = _WRITTEN.match(lines[number - 1]) if 1 <= number <= len(lines) else None
    if written is None:
        return CourseError(f"{where}: {error}")
    place = f"{where}, line {number}: {' '.join(written[0].split())[:80]}"
    if written[1] == "timezone":
        return CourseError(f'{place} cannot be read; write timezone = "Europe/Berlin", in quotes.')
    return CourseError(
        f"{place} is no date; write {written[1]} = {_EXAMPLE}, or {written[1]} = {_DAY} for the "
        "end of that day."
    )


def _shown(value: Any) -> str:
    """`value` as it stands in the file, as far as one line shows it."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{plain(value, 80)}"' if isinstance(value, str) else plain(repr(value), 80)
