"""What every student of a term must have, worked out from what the generator did.

Plain Python over the generator's own log, from the words that say what a policy means and from
nothing of the desk's code: when somebody pushed what, how many points that content is worth
(graded once, by plain `grader grade`), the dates, the extensions and the overrides.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from grader.stored import read

Points = dict[str, Fraction]


@dataclass(frozen=True)
class Late:
    """A late policy: "refuse", "per_day" (with the share that a day costs) or "days" (a budget)."""

    kind: str = "refuse"
    per_day: Fraction = Fraction(0)
    days: int = 0
    at_most: int | None = None
    spend: str = "in order"

    def longest(self) -> int:
        """With how many days late something may still earn points."""
        if self.kind == "refuse":
            return 0
        if self.kind == "days":
            return self.days if self.at_most is None else min(self.days, self.at_most)
        until_nothing = math.ceil(1 / self.per_day)
        return until_nothing if self.at_most is None else min(until_nothing, self.at_most)


@dataclass(frozen=True)
class Rule:
    """One topic of a term; `due` is a wall time of the term's zone, `late` None for the term's."""

    topic: str
    due: datetime
    grace: timedelta
    late: Late | None = None
    weight: Fraction = Fraction(1)
    questions: bool = True


@dataclass(frozen=True)
class Policy:
    """A term: its zone, its topics in order, and the late policy of those without their own."""

    zone: str
    rules: tuple[Rule, ...]
    late: Late = Late()


@dataclass(frozen=True)
class Event:
    """A change of a branch: topic -> name of the content there, absent where no folder is.

    `committed` is what the student's git says of the time.
    """

    at: datetime
    contents: Mapping[str, str]
    commit: str = ""
    before: str = ""
    kind: str = "push"
    branch: str = "main"
    committed: datetime | None = None


@dataclass(frozen=True)
class Override:
    """Points that somebody decided; an empty `task` is the whole topic."""

    student: str
    topic: str
    task: str
    points: Fraction


@dataclass(frozen=True)
class Worth:
    """What a content is worth: of each task, and of the questions, points earned and possible."""

    earned: Points
    possible: Points
    answered: Fraction = Fraction(0)
    askable: Fraction = Fraction(0)

    def points(self, questions: bool, decided: Mapping[str, Fraction]) -> Fraction:
        """What the machine found, with what people decided of single tasks."""
        of_tasks = sum((self.earned | dict(decided)).values(), Fraction())
        return of_tasks + (self.answered if questions else 0)

    def most(self, questions: bool) -> Fraction:
        """What could have been earned."""
        return sum(self.possible.values(), Fraction()) + (self.askable if questions else 0)

    def nothing(self) -> Worth:
        """What nobody's work is worth, of the same topic."""
        none = dict.fromkeys(self.earned, Fraction())
        return Worth(none, self.possible, Fraction(), self.askable)


@dataclass(frozen=True)
class Grade:
    """The points of a topic after the policy, out of `most`, and how many days late."""

    points: Fraction
    most: Fraction
    days: int


@dataclass(frozen=True)
class _Choice:
    """A work that may count: its points before the policy, its days late, and when it came."""

    points: Fraction
    days: int
    at: datetime


def worth_in(record: Path) -> dict[str, Worth]:
    """Topic -> what a graded submission's record says of it."""
    found = {}
    for topic in msgspec.to_builtins(read(record))["topics"]:
        tasks = topic["tasks"]
        asked = (topic.get("questions") or {}).get("questions", [])
        judged = (topic.get("questions") or {}).get("judged", False)
        found[topic["id"]] = Worth(
            {task["id"]: Fraction(str(task.get("earned", 0))) for task in tasks},
            {task["id"]: Fraction(task["points"]) for task in tasks},
            sum(map(_answered, asked), Fraction()) if judged else Fraction(),
            Fraction(sum(question["points"] for question in asked)) if judged else Fraction(),
        )
    return found


def _answered(question: dict[str, object]) -> Fraction:
    parts = question["parts"]
    assert isinstance(parts, list)
    shares = [Fraction(p.get("right", 0), p["of"]) for p in parts if p.get("of")]
    return Fraction(str(question["points"])) * sum(shares, Fraction()) / len(parts)


def border(due: datetime, days: int, zone: str) -> datetime:
    """The instant `days` calendar days after the wall time `due`: the later one where it is two."""
    wall = due + timedelta(days=days)
    readings = [wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1)]
    return max(reading.astimezone(UTC) for reading in readings)


def changes(events: Iterable[Event], topic: str) -> list[Event]:
    """The events at which the topic's folder on main became another one, in order of time."""
    found: list[Event] = []
    for event in sorted(events, key=lambda event: event.at):
        if event.branch != "main":
            continue
        if not found or found[-1].contents.get(topic) != event.contents.get(topic):
            found.append(event)
    return found


def _choices(
    policy: Policy,
    rule: Rule,
    events: Sequence[Event],
    until: datetime | None,
    worth: Mapping[str, Worth],
    decided: Mapping[str, Fraction],
) -> list[_Choice]:
    """Every work that may count for a topic; to have handed in nothing is one of them."""
    longest = (rule.late or policy.late).longest()
    handed_in = changes(events, rule.topic)
    deadline = until or rule.due

    def last_by(day: datetime, days: int) -> Event | None:
        latest = border(day, days, policy.zone) + rule.grace
        return next((event for event in reversed(handed_in) if event.at <= latest), None)

    def days_late(event: Event) -> int:
        return next(
            n
            for n in itertools.count()
            if event.at <= border(deadline, n, policy.zone) + rule.grace
        )

    nobody = next(iter(worth.values())).nothing()
    found = [_Choice(nobody.points(rule.questions, decided), 0, datetime.min.replace(tzinfo=UTC))]
    for day in {rule.due, deadline}:
        for days in range(longest + 1):
            event = last_by(day, days)
            content = event and event.contents.get(rule.topic)
            if event is None or content is None or days_late(event) > longest:
                continue
            points = worth[content].points(rule.questions, decided)
            found.append(_Choice(points, days_late(event), event.at))
    return found


def grades_of(
    policy: Policy,
    student: str,
    events: Sequence[Event],
    until: Mapping[tuple[str, str], datetime],
    overrides: Sequence[Override],
    worth: Mapping[str, Mapping[str, Worth]],
) -> dict[str, Grade]:
    """Topic -> the grade of one student. `worth` is topic -> content -> what it is worth."""
    own = [o for o in overrides if o.student == student]
    whole = {o.topic: o.points for o in own if not o.task}
    budget: list[tuple[Rule, list[_Choice]]] = []
    grades: dict[str, Grade] = {}
    for rule in policy.rules:
        most = next(iter(worth[rule.topic].values())).most(rule.questions)
        if rule.topic in whole:
            grades[rule.topic] = Grade(whole[rule.topic], most, 0)
            continue
        decided = {o.task: o.points for o in own if o.topic == rule.topic}
        extended = until.get((student, rule.topic))
        choices = _choices(policy, rule, events, extended, worth[rule.topic], decided)
        late = rule.late or policy.late
        if late.kind == "days":
            budget.append((rule, choices))
            continue
        after = [
            _Choice(choice.points * max(0, 1 - choice.days * late.per_day), choice.days, choice.at)
            for choice in choices
        ]
        best = max(after, key=_preferred)
        grades[rule.topic] = Grade(best.points, most, best.days)
    spend = _in_order if policy.late.spend == "in order" else _where_it_gains_most
    for rule, choice in spend(policy.late.days, budget, worth):
        most = next(iter(worth[rule.topic].values())).most(rule.questions)
        grades[rule.topic] = Grade(choice.points, most, choice.days)
    return grades


def _preferred(choice: _Choice) -> tuple[Fraction, int, datetime]:
    return choice.points, -choice.days, choice.at


_Budget = Sequence[tuple[Rule, list[_Choice]]]
_Worth = Mapping[str, Mapping[str, Worth]]


def _in_order(days: int, budget: _Budget, _worth: _Worth) -> list[tuple[Rule, _Choice]]:
    """The earliest topic takes the best that is left for it."""
    taken = []
    for rule, choices in sorted(budget, key=lambda pair: pair[0].due):
        best = max((c for c in choices if c.days <= days), key=_preferred)
        days -= best.days
        taken.append((rule, best))
    return taken


def _where_it_gains_most(days: int, budget: _Budget, worth: _Worth) -> list[tuple[Rule, _Choice]]:
    """Every way to spend the days is tried."""
    ordered = sorted(budget, key=lambda pair: pair[0].due)
    best: tuple[object, list[_Choice]] | None = None
    for ways in itertools.product(*(choices for _, choices in ordered)):
        spent = [choice.days for choice in ways]
        if sum(spent) > days:
            continue
        gain = Fraction()
        for (rule, _), choice in zip(ordered, ways, strict=True):
            most = next(iter(worth[rule.topic].values())).most(rule.questions)
            gain += rule.weight * choice.points / most if most else 0
        key = (gain, -sum(spent), [-day for day in spent], [choice.at for choice in ways])
        if best is None or key > best[0]:  # type: ignore[operator]
            best = key, list(ways)
    assert best is not None or not ordered
    return list(zip((rule for rule, _ in ordered), best[1] if best else [], strict=True))


def total(policy: Policy, grades: Mapping[str, Grade]) -> Fraction | None:
    """The weighted share of all topics, of 100; None where nothing weighs."""
    shares = [
        (rule.weight, grades[rule.topic].points / grades[rule.topic].most)
        for rule in policy.rules
        if rule.topic in grades and grades[rule.topic].most
    ]
    weights = sum((weight for weight, _ in shares), Fraction())
    if not weights:
        return None
    return 100 * sum((weight * share for weight, share in shares), Fraction()) / weights
