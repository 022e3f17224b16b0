"""The term folder: what stands in its files, all of it checked, and a new one to begin with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from classroom.desk.calendar import Dates, accepted_until
from classroom.desk.decisions import (
    EXTENSIONS,
    OVERRIDES,
    Extension,
    Override,
    Scores,
    read_extensions,
    read_overrides,
    read_scores,
)
from classroom.desk.term import FILE, TermFile, TermTopic, read_term
from classroom.github.roster import RosterEntry, read_roster
from grader.course.dates import zone_of
from grader.course.manifest import Course
from grader.errors import CourseError, UsageError

ROSTER = "roster.csv"

_TERM = """# A term: what people decide stands here and in the files beside it. docs/instructors.md
name = {name}
timezone = "{zone}"
# gradebook = "sqlite:///gradebook.db"    # beside this file; or postgresql://host/database
# class = "../class"                      # a folder of students' folders, in place of GitHub
# repository = "my-class/basics-{{student}}"    # for a roster without the column repository

grace = "10 min"
late = {{ per_day = "10%", at_most = "3 days" }}
# late = "refuse"
# late = {{ days = 4, spend = "where it gains most" }}    # a budget over all topics; or "in order"
"""
_TOPIC = """
[topics.{id}]
opens = {opens}
due = {due}             # the end of that day
# weight = 2
# questions = false            # their points do not count
# texts = 5                    # what its texts are worth, once people have read them
# reveal = {reveal}          # hidden checks are shown from then on; else once no work counts
# late = "refuse"
"""


@dataclass(frozen=True)
class Term:
    """All files of a term. `extensions`, `overrides` and `scores` are by student and topic."""

    file: TermFile
    students: dict[str, RosterEntry]
    extensions: dict[tuple[str, str], Extension] = field(default_factory=dict)
    overrides: dict[tuple[str, str], dict[str, Override]] = field(default_factory=dict)
    scores: Scores = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the files stand."""
        return self.file.folder

    @property
    def topics(self) -> dict[str, TermTopic]:
        """The topics in the order of term.toml."""
        return self.file.topics

    @cached_property
    def by_date(self) -> list[TermTopic]:
        """The topics in the order in which they are due."""
        return sorted(self.topics.values(), key=lambda topic: topic.due)

    def dates(self, student: str, topic: TermTopic) -> Dates:
        """When the topic is due for one student."""
        extension = self.extensions.get((student, topic.id))
        return topic.dates(self.file.zone, extension.until if extension else None)

    def accepted_until(self, topic: TermTopic) -> datetime:
        """The last second at which work of anybody can count, extensions included."""
        extended = [one.until for one in self.extensions.values() if one.topic == topic.id]
        every = (topic.dates(self.file.zone, until) for until in (None, *extended))
        return max(accepted_until(dates, topic.late) for dates in every)

    def reveals(self, topic: TermTopic) -> datetime:
        """From when on hidden checks are shown: never while anybody's work can still count."""
        after = self.accepted_until(topic) + timedelta(seconds=1)
        return max(after, topic.reveal or after)

    @property
    def collected(self) -> Path:
        """Where the students' repositories are kept."""
        return self.folder / "collected"

    def opened(self, now: datetime) -> list[TermTopic]:
        """The topics that have begun."""
        return [topic for topic in self.topics.values() if topic.is_open(now)]


def load_term(folder: Path, course: Course) -> Term:
    """The term in `folder`. Raises UsageError, a line with file and line number."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; make a term with: grader term init {folder}")
    file = read_term(folder, course)
    students = {entry.name: entry for entry in read_roster(folder / ROSTER)}
    return Term(
        file,
        students,
        read_extensions(file, students),
        read_overrides(file, students),
        read_scores(file, students),
    )


def write_term(folder: Path, course: Course, zone: str, today: date) -> list[Path]:
    """A new term with all topics of the course, one a fortnight; the files written.

    Raises UsageError where one of them is there.
    """
    try:
        zone_of(zone, "--timezone")
    except CourseError as e:
        raise UsageError(str(e)) from None
    opens = today - timedelta(days=today.weekday())
    text = _TERM.format(name=json.dumps(folder.resolve().name), zone=zone)
    for topic in course.topics:
        due = opens + timedelta(days=13)
        text += _TOPIC.format(id=topic, opens=opens, due=due, reveal=due + timedelta(days=7))
        opens += timedelta(days=14)
    files = {
        FILE: text,
        ROSTER: "student,name,email,github,repository,section\n",
        EXTENSIONS: "student,topic,until,reason\n",
        OVERRIDES: "student,topic,task,points,comment,who,when\n",
        ".gitignore": "gradebook.db*\ncollected/\nreport/\ntexts/\n.gradebook-commit\n",
    }
    for name in files:
        if (folder / name).exists():
            raise UsageError(f"{folder / name} is there already; name a new folder, or remove it.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as e:
        raise UsageError(f"cannot write {folder}: {e.strerror}.") from None
    return [folder / name for name in files]
