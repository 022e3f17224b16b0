"""What all pages of a report are made of, and who is on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from classroom.report.csv import by_student, outline
from classroom.report.history import StudentHistory, TermHistory
from classroom.report.page import Shown, file_name, shown
from classroom.report.ungraded import Ungraded
from grader.record import STATE_WORDS, Record, TaskResult, TopicResult

SECTIONS = ("section", "group")
_TONES = {"pass": "good", "partial": "half", "blocked": "half", "not_started": "soft"}
TONES = {state: _TONES.get(state, "bad") for state in STATE_WORDS}
# What every template needs.
WORDS = {"words": STATE_WORDS, "tone": TONES}


@dataclass(frozen=True)
class Person:
    """A student of the report: `record` is None where nothing was graded.

    `lost` says of a topic why there are no points, of any topic where the list names none.
    """

    student: str
    number: int
    record: Record | None
    lost: Mapping[str, str]
    kept: bool = False
    section: str = ""
    history: StudentHistory | None = None

    @property
    def name(self) -> Shown:
        """The name as it is shown."""
        return shown(self.student or "(no name)", 80)

    @property
    def href(self) -> str:
        """The student's page, from the top of the report."""
        return f"students/{file_name(self.student) or 'no-name'}.html"

    @cached_property
    def topics(self) -> dict[str, TopicResult]:
        """Topic -> what was found."""
        return {topic.id: topic for topic in self.record.topics} if self.record else {}


@dataclass(frozen=True)
class Site:
    """A report: its records, who has none, and what else is known.

    `code` gives a student's files that do not pass, path -> text; `kept` are the students whose
    results are those of an earlier run; `columns` what the roster says;
    `similar` are the topics that have a page of how alike submissions are.
    """

    records: Sequence[Record]
    ungraded: Sequence[Ungraded] = ()
    title: str = ""
    generated: str = ""
    kept: Collection[str] = ()
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    history: TermHistory | None = None
    code: Callable[[str], Mapping[str, str]] = lambda student: {}
    similar: Sequence[str] = ()

    @cached_property
    def ordered(self) -> list[Record]:
        """The records by student."""
        return by_student(self.records)

    @cached_property
    def topics(self) -> list[tuple[TopicResult, list[TaskResult]]]:
        """Every topic that was graded, with all its tasks."""
        return outline(self.ordered)

    @cached_property
    def anchors(self) -> dict[str, str]:
        """Topic -> its place on a student's page."""
        return {topic.id: f"t{number}" for number, (topic, _) in enumerate(self.topics, 1)}

    @cached_property
    def people(self) -> list[Person]:
        """Everybody: graded or not, by name."""
        records = {record.submission.student: record for record in self.ordered}
        names = {*records, *(lost.student for lost in self.ungraded)}
        known = self.history.students if self.history else {}
        ordered = sorted(names, key=lambda name: (name.casefold(), name))
        return [
            Person(
                student=name,
                number=number,
                record=records.get(name),
                lost=self._lost(name),
                kept=name in self.kept,
                section=self._section(name),
                history=known.get(name),
            )
            for number, name in enumerate(ordered, 1)
        ]

    @cached_property
    def person(self) -> dict[str, Person]:
        """Student -> person."""
        return {one.student: one for one in self.people}

    def topic_href(self, topic: str) -> str:
        """The page of a topic, from the top of the report."""
        return f"topics/{file_name(topic) or 'no-name'}.html"

    def _section(self, student: str) -> str:
        row = {name.casefold(): text for name, text in self.columns.get(student, {}).items()}
        return next((row[name] for name in SECTIONS if row.get(name)), "")

    def _lost(self, student: str) -> Mapping[str, str]:
        words: dict[str, str] = {}
        anywhere = ""
        for one in self.ungraded:
            if one.student == student:
                word = "no submission" if one.missing else "not graded"
                words |= dict.fromkeys(one.topics, word)
                anywhere = anywhere if one.topics else word
        return defaultdict(lambda: anywhere, words)


def nav(site: Site, up: str = "") -> list[tuple[str, str]]:
    """The pages of the whole report: what they are called and where they are."""
    links = [("Overview", f"{up}index.html")]
    links += [(topic.id, f"{up}{site.topic_href(topic.id)}") for topic, _ in site.topics]
    if site.history and site.history.runs:
        links.append(("Regrades", f"{up}regrades.html"))
    links += [(f"Alike: {topic}", f"{up}similar-{topic}.html") for topic in site.similar]
    return links
