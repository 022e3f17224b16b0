"""Who is in the demo class, and what each of them pushes when: the same for one day, by a seed.

They share a few ways through each topic, so that the judge has little to do and everything that is
shown is what it found. In the first topic everybody writes their own, to see what is alike.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from classroom.author import compose
from classroom.author.compose import Files
from classroom.author.demo import (
    ENDLESS,
    EXITING,
    RAISING,
    SYNTAX_ERROR,
    drawn_answers,
    spoiled,
    topic_files,
)
from classroom.demo import texts
from classroom.demo.copies import classmate, renamed, respaced
from classroom.demo.history import DemoCommit
from grader.course.experiments import REPORT
from grader.course.manifest import Course, Topic
from grader.course.questions import ANSWERS, EXPLANATIONS, FIRSTS

_SEED = 24
WEEKS = 10
_DAY = timedelta(days=1)
# Of the tasks of a topic how many are tried in the end, and how many of these are wrong.
_LEVELS = {"full": (1.0, 0.0), "good": (1.0, 0.1), "part": (0.8, 0.2), "weak": (0.5, 0.4)}
# Each level has so many ways through every second topic, and one through the others.
_WAYS = {"full": 1, "good": 1, "part": 2, "weak": 1}
# How many push what they have halfway: enough for tries, minutes and the curve of a topic.
_HALFWAY = 0.3
# How often the same failure is pushed; one less is not told as stuck.
_TRIES = 4


@dataclass(frozen=True)
class Kind:
    """Some students of one kind: `count` of them, through `topics` of the course's topics.

    They are late with a topic with the probability `late`. `body` spoils a task of the topic that
    they are at, and they push it again and again.
    """

    count: int
    topics: tuple[float, float]
    level: str
    late: float = 0.0
    body: str = ""


MIX = (
    Kind(4, (1.0, 1.0), "full"),
    Kind(5, (0.9, 1.0), "good", late=0.1),
    Kind(6, (0.5, 0.9), "part", late=0.25),
    Kind(2, (1.0, 1.0), "part", body=RAISING),
    Kind(2, (0.2, 0.4), "weak", late=0.3),
    Kind(1, (1.0, 1.0), "part", body=SYNTAX_ERROR),
    Kind(1, (0.3, 0.35), "part", body=ENDLESS),
    Kind(1, (0.3, 0.35), "part", body=EXITING),
    Kind(1, (0.0, 0.0), "full"),
)
# On the roster, and nothing was ever pushed to their repository.
EMPTY = 1


@dataclass
class DemoStudent:
    """A student: what was pushed when, and what the texts say; of kind None nothing ever."""

    name: str
    section: str
    kind: Kind | None
    commits: list[DemoCommit] = field(default_factory=list)
    said: texts.Said = field(default_factory=dict)
    late: list[int] = field(default_factory=list)
    """The places of topics that were handed in late."""


@dataclass(frozen=True)
class Calendar:
    """A term in its tenth week: a topic begins every week, and takes two."""

    start: datetime
    now: datetime

    @classmethod
    def around(cls, now: datetime) -> Calendar:
        """The term whose tenth week `now` is in."""
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        monday = today - timedelta(days=today.weekday())
        return cls(monday - timedelta(weeks=WEEKS - 1), now)

    def opens(self, place: int) -> datetime:
        """When the topic at `place` begins."""
        return self.start + timedelta(weeks=place)

    def due(self, place: int) -> datetime:
        """Its last second."""
        return self.opens(place) + timedelta(weeks=2) - timedelta(seconds=1)

    @property
    def latest(self) -> int:
        """The place of the topic that is open now."""
        return (self.now - self.start) // timedelta(weeks=1) - 1


def students(course: Course, calendar: Calendar) -> list[DemoStudent]:
    """The class, in the order of its names."""
    rng = random.Random(_SEED)
    kinds: list[Kind | None] = [kind for kind in MIX for _ in range(kind.count)] + [None] * EMPTY
    rng.shuffle(kinds)
    made = _Ways(course)
    found = []
    for number, kind in enumerate(kinds, 1):
        student = DemoStudent(f"student-{number:02}", "AB"[number % 2], kind)
        if kind is not None:
            own = random.Random(f"{_SEED} {number}")
            student.commits = list(_commits(course, calendar, student, kind, made, own, number))
        found.append(student)
    return found


class _Ways:
    """The ways through topics that students share."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._known: dict[tuple[str, str, int], tuple[Files, Files]] = {}

    def through(self, topic: Topic, level: str, number: int) -> tuple[Files, Files]:
        """What is there halfway, and in the end."""
        second = list(self._course.topics).index(topic.id) % 2
        key = topic.id, level, number % _WAYS[level] if second else 0
        if key not in self._known:
            self._known[key] = self._made(topic, level, key[2])
        return self._known[key]

    def _made(self, topic: Topic, level: str, number: int) -> tuple[Files, Files]:
        rng = random.Random(f"{topic.id} {level} {number}")
        share, slips = _LEVELS[level]
        tasks = list(topic.tasks)
        # Halfway through, all stand at one place.
        some, all_ = (tasks[: round(part * len(tasks))] for part in (min(0.5, share), share))
        first = topic_files(self._course, topic, some, 0.2, random.Random(topic.id))
        last = topic_files(self._course, topic, all_, slips, rng)
        return first, last | _firsts(self._course, topic, last, rng)


def _commits(
    course: Course,
    calendar: Calendar,
    student: DemoStudent,
    kind: Kind,
    ways: _Ways,
    rng: random.Random,
    number: int,
) -> Iterator[DemoCommit]:
    """What a student pushes: a topic after another, and what is on the way to it."""
    topics = list(course.topics.values())
    # A topic is there once it is begun: the stubs of all nine would be graded for everybody.
    now: Files = {"README.md": "The exercises of the demo.\n"}
    yield DemoCommit(calendar.start + timedelta(hours=9 + number / 10), dict(now))
    through = round(rng.uniform(*kind.topics) * len(topics))
    moves: list[tuple[datetime, Files]] = []
    for place, topic in enumerate(topics[:through]):
        last = place == through - 1
        # Those who hand in the same failure again and again share it: it is judged once.
        first, end = ways.through(topic, kind.level, 0 if last and kind.body else number)
        if place == 0:
            end = end | _own(course, topic, rng, number, kind)
        writes = kind.level == "full" or (kind.level == "good" and number % 2)
        if topic.id == texts.TOPIC and writes:
            words, student.said = texts.written(rng, 0.9 if kind.level == "full" else 0.6)
            end = end | _explained(topic, words)
        late = rng.random() < kind.late and not last
        student.late += [place] if late else []
        if last and kind.body:
            moves += _spoils(calendar, topic, place, end, kind.body, rng)
        else:
            moves += _moves(calendar, place, first, end, late=late, rng=rng)
    for at, files in sorted(moves, key=lambda move: move[0]):
        if at < calendar.now:
            now = now | files
            yield DemoCommit(at, dict(now))


def _moves(
    calendar: Calendar, place: int, first: Files, end: Files, *, late: bool, rng: random.Random
) -> Iterator[tuple[datetime, Files]]:
    """Halfway, and what is handed in: the same evening, the next one, or after the due date."""
    due = calendar.due(place)
    evening = due - rng.uniform(1, 9) * _DAY
    if place == calendar.latest:
        evening = calendar.now - rng.uniform(0.5, 3) * _DAY
    if late or rng.random() < _HALFWAY:
        yield evening, first
    handed = evening + timedelta(minutes=rng.uniform(6, 28))
    if rng.random() < 0.5:
        handed = evening + timedelta(days=1, minutes=rng.uniform(0, 90))
    if late:
        handed = due + timedelta(minutes=20) + rng.uniform(0, 2) * _DAY
    yield min(handed, due) if not late else handed, end


def _spoils(
    calendar: Calendar, topic: Topic, place: int, end: Files, body: str, rng: random.Random
) -> Iterator[tuple[datetime, Files]]:
    """The same failure, push after push; code that never ends is waited for once alone."""
    wrong = spoiled(topic, end, body, len(topic.tasks) // 2)
    times = 1 if body in (ENDLESS, EXITING) else _TRIES
    last = min(calendar.due(place), calendar.now) - timedelta(hours=1)
    # What is noted beside makes it another push, of files that are judged once.
    path = topic.path_in_repository("notes.md")
    for number in range(times):
        at = last - timedelta(hours=5 * (times - number), minutes=rng.uniform(0, 50))
        yield at, wrong | {path: f"Try {number + 1}: it still fails.\n"}


def _own(course: Course, topic: Topic, rng: random.Random, number: int, kind: Kind) -> Files:
    """Work of one's own; students 11 and 21 hand in one and the same, one of them disguised."""
    shared = {11: 21}.get(number, number)
    slips = _LEVELS[kind.level][1] if shared == number else 0.1
    made = classmate(course, topic, random.Random(f"{_SEED} own {shared}"), slips)
    if number % 6 and kind.level != "full":
        # What is reported is run again, which takes its time: few do, the others have predicted.
        made.pop(topic.path_in_repository(REPORT), None)
    if shared != number:
        paths = [topic.path_in_repository(file.name) for file in topic.files]
        made |= {path: respaced(renamed(made[path], rng), rng) for path in paths}
    return made


def _firsts(course: Course, topic: Topic, last: Files, rng: random.Random) -> Files:
    """The log of first answers to what is answered in the end: some of them were wrong."""
    late = _by_name(last.get(topic.path_in_repository(ANSWERS), ""))
    drawn = _by_name(drawn_answers(course, topic, 1.0, 0.3, rng)) if late else {}
    known = "".join(drawn[name] for name in late)
    return {topic.path_in_repository(FIRSTS): known} if known else {}


def _by_name(answers: str) -> dict[str, str]:
    """Part -> its line, of answers that stand on one each."""
    lines = (line for line in answers.splitlines(keepends=True) if " = " in line)
    return {line.partition(" = ")[0]: line for line in lines if not line.startswith("#")}


def _explained(topic: Topic, words: dict[str, str]) -> Files:
    """explanations.md with texts below their headings."""
    path = topic.path_in_repository(EXPLANATIONS)
    lines = []
    for line in compose.stubs(topic)[path].split("\n"):
        lines.append(line)
        for prompt, text in words.items():
            if line.startswith(f"## {prompt} "):
                lines += ["", text]
    return {path: "\n".join(lines)}
