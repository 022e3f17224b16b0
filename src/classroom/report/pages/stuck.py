"""Who seems stuck, and by what evidence: a nudge to look, no verdict on anybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from classroom.report.history import Attempt, TermHistory, graded
from classroom.report.page import Shown, shown
from classroom.report.pages.site import Person, Site
from classroom.report.statistics import begun, signature
from grader.record import TopicResult
from grader.render.causes import Cause, causes

# As many pushes with the same failure are more than a try or two.
PUSHES = 4
DAYS = 5
# And a cause of as many tasks is in the way of everything else.
TASKS = 3


@dataclass(frozen=True)
class Stuck:
    """A student at a topic: `evidence` is what was seen, `said` what fails; `weight` sorts."""

    person: Person
    topic: TopicResult
    evidence: str
    said: Shown
    weight: float


def stuck(site: Site) -> list[Stuck]:
    """Everybody who seems stuck, those first who have been for longest."""
    found = [one for person in site.people for one in _of(person, site.history)]
    return sorted(found, key=lambda one: (-one.weight, one.person.number))


def _of(person: Person, history: TermHistory | None) -> Iterator[Stuck]:
    for topic in person.record.topics if person.record else ():
        found = causes(topic)
        if not found or not begun(topic):
            continue
        if history is None:
            worst = max(found, key=_cost)
            if not topic.done:
                yield Stuck(person, topic, "nothing passes", _said(worst), _cost(worst))
            elif len(worst.tasks) >= TASKS:
                yield Stuck(person, topic, "one cause", _said(worst), _cost(worst))
        elif person.history and history.is_open(topic.id):
            attempts = person.history.attempts.get(topic.id, [])
            one = _repeated(person, topic, attempts, found)
            if one or (one := _without_progress(person, topic, attempts, found, history)):
                yield one


def _said(cause: Cause) -> Shown:
    """What fails, in one line: the file or the task, and what its first check says."""
    where = cause.task.file if cause.shared else cause.task.id
    said = signature(cause.check)
    text = said if said.startswith(where) else f"{where}: {said}"
    costs = f" ({len(cause.tasks)} tasks)" if cause.shared else ""
    return Shown(f"{shown(text, 160)}{costs}")


def _cost(cause: Cause) -> float:
    return sum(task.points for task in cause.tasks)


def _repeated(
    person: Person, topic: TopicResult, attempts: Sequence[Attempt], found: Sequence[Cause]
) -> Stuck | None:
    """The same failure of a task on PUSHES graded pushes or more, one after the other."""
    for cause in found:
        times = same_failure(attempts, cause.task.id)
        if times >= PUSHES:
            evidence = f"the same failure on {times} pushes"
            return Stuck(person, topic, evidence, _said(cause), 1000 + times)
    return None


def same_failure(attempts: Sequence[Attempt], task: str) -> int:
    """On how many of the last graded pushes the task has failed with the same words."""
    times, last = 0, ""
    for one in reversed(graded(attempts)):
        said = one.said.get(task, "")
        if not said or (last and said != last):
            break
        times, last = times + 1, said
    return times


def _without_progress(
    person: Person,
    topic: TopicResult,
    attempts: Sequence[Attempt],
    found: Sequence[Cause],
    history: TermHistory,
) -> Stuck | None:
    """No more points for DAYS days in a topic that is open and not due yet."""
    known = graded(attempts)
    if not known or history.due[topic.id] < history.now:
        return None
    most = max(one.earned for one in known)
    since = next(one.at for one in known if one.earned == most)
    idle = history.now - since
    if idle < timedelta(days=DAYS):
        return None
    pushes = sum(one.at > since for one in attempts)
    evidence = f"no new points for {idle.days} days, {pushes} pushes since"
    return Stuck(person, topic, evidence, _said(found[0]), idle.days)
