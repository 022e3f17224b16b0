"""A term's file, term.toml: its topics with their dates, late policies and weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from pathlib import Path
from typing import Any

from classroom.desk.calendar import Budget, Dates, Late, PerDay, Refuse, accepted_until
from classroom.desk.toml import Table, read_toml
from grader.course.dates import moment, zone_of
from grader.course.manifest import Course, Topic
from grader.errors import CourseError, UsageError

FILE = "term.toml"
_KNOWN = ("name", "timezone", "gradebook", "class", "repository", "grace", "late", "topics")
_OF_TOPIC = ("opens", "due", "grace", "late", "weight", "questions", "texts", "reveal")
_UNITS = {"s": 1, "min": 60, "h": 3600, "day": 86_400, "days": 86_400}
_DURATION = re.compile(r"(\d{1,6}) ?(s|min|h|days?)")
_DAYS = re.compile(r"(\d{1,4}) ?days?")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?%")
_MAX_DAYS = 366
_LATE = 'late = "refuse", { per_day = "10%", at_most = "3 days" } or { days = 4 }'
_SPEND = ("in order", "where it gains most")


@dataclass(frozen=True)
class TermTopic:
    """What the term says of a topic."""

    topic: Topic
    due: datetime
    grace: timedelta
    late: Late
    weight: Fraction
    questions: bool
    opens: datetime | None = None
    reveal: datetime | None = None
    texts: Fraction = Fraction(0)
    """What the topic's texts are worth, once people have read them."""

    @property
    def id(self) -> str:
        """The topic's id."""
        return self.topic.id

    def dates(self, zone: tzinfo, until: datetime | None = None) -> Dates:
        """When it is due for a student, whose extension goes to `until`."""
        return Dates(self.due, self.grace, zone, until)

    def is_open(self, now: datetime) -> bool:
        """Whether it has begun."""
        return self.opens is None or now >= self.opens

    @property
    def maximum(self) -> Fraction:
        """The points that can be earned without texts, by the manifests."""
        asked = sum(question.points for question in self.topic.sheet.questions)
        return Fraction(self.topic.points + (asked if self.questions else 0))


@dataclass(frozen=True)
class TermFile:
    """term.toml in `folder`; `topics` in its order, `budget` where late days are one."""

    folder: Path
    name: str
    zone: tzinfo
    gradebook: str
    class_folder: Path | None
    repository: str
    late: Late
    topics: dict[str, TermTopic]

    @property
    def budget(self) -> Budget | None:
        """The budget of late days, for topics without a policy of their own."""
        return self.late if isinstance(self.late, Budget) else None


def read_term(folder: Path, course: Course) -> TermFile:
    """The term in `folder`, its dates and names checked. Raises UsageError with file and line."""
    top = read_toml(folder / FILE)
    top.only(_KNOWN)
    zone = _zone(top, course)
    policy = _late(top) or Refuse()
    grace = _duration(top, timedelta(0))
    topics = {}
    tables = top.table("topics")
    for name in tables.values:
        if name not in course.topics:
            known = ", ".join(course.topics)
            tables.refuse(name, f"the course has no topic {name[:80]!a}; it has {known}.")
        own = tables.table(name)
        topics[name] = _topic(own, course.topic(name), zone, policy, grace)
    if not topics:
        top.refuse("topics", "no topic; write [topics.micrograd] and below it due = 2027-03-14.")
    if not any(topic.weight for topic in topics.values()):
        top.refuse("topics", "all weights are 0; leave weight out where a topic counts once.")
    return TermFile(
        folder=folder,
        name=top.text("name", folder.resolve().name),
        zone=zone,
        gradebook=_gradebook(top, folder),
        class_folder=folder / top.text("class") if top.text("class") else None,
        repository=_repository(top),
        late=policy,
        topics=topics,
    )


def _topic(table: Table, topic: Topic, zone: tzinfo, policy: Late, grace: timedelta) -> TermTopic:
    table.only(_OF_TOPIC)
    if "due" not in table.values:
        table.refuse("due", f"{topic.id} has no due date; write due = 2027-03-14 below it.")
    due = _moment(table, "due", zone)
    opens = _moment(table, "opens", zone) if "opens" in table.values else None
    reveal = _moment(table, "reveal", zone) if "reveal" in table.values else None
    if opens is not None and opens >= due:
        table.refuse("due", f"{topic.id} is due before it opens; move one of the two dates.")
    own = _late(table)
    if isinstance(own, Budget):
        table.refuse("late", "a budget of days is the whole term's; write it above all topics.")
    questions = table.values.get("questions", True)
    if not isinstance(questions, bool):
        table.wrong("questions", "true or false", "questions = true, or questions = false")
    texts = _number(table, "texts", 0, "number of points")
    if texts and not topic.sheet.prompts:
        table.refuse("texts", f"{topic.id} asks for no text; leave texts out.")
    grace, late = _duration(table, grace), own or policy
    last = accepted_until(Dates(due, grace, zone), late)
    if reveal is not None and reveal <= last:
        table.refuse(
            "reveal",
            f"hidden checks of {topic.id} would be shown while work still counts, until "
            f"{last.astimezone(zone):%Y-%m-%d %H:%M:%S}; leave reveal out, or write a later day.",
        )
    return TermTopic(
        topic=topic,
        due=due,
        grace=grace,
        late=late,
        weight=_number(table, "weight", 1, "weight of 0 or more"),
        questions=questions,
        reveal=reveal,
        opens=opens,
        texts=texts,
    )


def _zone(top: Table, course: Course) -> tzinfo:
    if "timezone" not in top.values:
        return course.zone
    try:
        return zone_of(top.values["timezone"], top.where("timezone"))
    except CourseError as e:
        raise UsageError(str(e)) from None


def _moment(table: Table, name: str, zone: tzinfo) -> datetime:
    return moment_of(table.values[name], zone, table.where(name), name)


def moment_of(value: Any, zone: tzinfo, where: str, name: str) -> datetime:
    """The moment that `value` means: the end of a day alone, or for `opens` its begin.

    Raises UsageError, which begins with `where`.
    """
    if name == "opens" and isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    try:
        at = moment(value, zone, where, name)
    except CourseError as e:
        raise UsageError(str(e)) from None
    if not 1980 <= at.year <= 9000:
        raise UsageError(f"{where}: {name} is in the year {at.year}; write the year in full.")
    return at


def _duration(table: Table, default: timedelta) -> timedelta:
    if "grace" not in table.values:
        return default
    value = table.values["grace"]
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not found:
        table.wrong("grace", "time", 'grace = "10 min", with s, min, h or days')
    grace = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    if grace > timedelta(days=7):
        table.refuse("grace", "a grace of more than 7 days; move the due date.")
    return grace


def _late(table: Table) -> Late | None:
    if "late" not in table.values:
        return None
    value = table.values["late"]
    if value == "refuse":
        return Refuse()
    if not isinstance(value, dict) or not {"per_day", "days"} & value.keys():
        table.wrong("late", "late policy", _LATE)
    own = Table(table.path, (*table.names, "late"), value, table.lines)
    if {"per_day", "days"} <= value.keys():
        own.refuse("days", f"late has per_day and days, which are two policies; write {_LATE}.")
    at_most = None
    if "at_most" in value:
        at_most = _days(own, "at_most", 'at_most = "3 days"')
    if "per_day" in value:
        own.only(("per_day", "at_most"))
        found = _SHARE.fullmatch(value["per_day"]) if isinstance(value["per_day"], str) else None
        share = Fraction(found[1]) / 100 if found else Fraction(0)
        if not 0 < share <= 1:
            own.wrong("per_day", "share of the points", 'per_day = "10%"')
        return PerDay(share, at_most)
    own.only(("days", "spend", "at_most"))
    spend = value.get("spend", _SPEND[0])
    if spend not in _SPEND:
        own.wrong("spend", "way to spend days", 'spend = "in order", or "where it gains most"')
    days = value["days"]
    if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= _MAX_DAYS:
        own.wrong("days", "number of days", "days = 4")
    return Budget(days, spend == _SPEND[1], at_most)


def _days(table: Table, name: str, example: str) -> int:
    value = table.values[name]
    found = _DAYS.fullmatch(value) if isinstance(value, str) else None
    days = int(found[1]) if found else 0
    if not 0 < days <= _MAX_DAYS:
        table.wrong(name, "number of days", example)
    return days


def _number(table: Table, name: str, default: int, wanted: str) -> Fraction:
    value = table.values.get(name, default)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= 1_000_000:
        table.wrong(name, wanted)
    return Fraction(str(value))


def _repository(top: Table) -> str:
    value = top.text("repository")
    if value and "{student}" not in value:
        top.wrong("repository", "repository of each student")
    return value


def _gradebook(top: Table, folder: Path) -> str:
    """The address of the gradebook; a file's is taken from the term's folder."""
    value = top.text("gradebook", "sqlite:///gradebook.db")
    scheme, found, rest = value.partition("://")
    if not found or scheme.partition("+")[0] not in ("sqlite", "postgresql") or not rest:
        top.wrong("gradebook", "address", 'gradebook = "sqlite:///gradebook.db", or postgresql://')
    if "@" in rest and ":" in rest.partition("@")[0]:
        top.refuse(
            "gradebook", "a password does not belong into this file; put it into PGPASSWORD."
        )
    if scheme == "sqlite":
        return f"sqlite:///{(folder / rest.removeprefix('/')).absolute()}"
    return value
