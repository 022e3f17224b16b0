"""The first page: what needs somebody today, and the gradebook of the class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from classroom.report.faults import course_faults
from classroom.report.page import Shown, render, shown
from classroom.report.pages.site import WORDS, Person, Site, nav
from classroom.report.pages.stuck import Stuck
from classroom.report.statistics import begun, shown_state, signature
from grader.record import STATE_WORDS, Record, TopicResult, by_origin, format_points
from grader.render.causes import causes
from grader.render.late import duration
from grader.render.ritual import standing

# More of each would push the gradebook off the first screens.
_FIRST = 6
_MAX_LISTED = 40


def index_page(site: Site, found: Sequence[Stuck]) -> str:
    """Problems, who is stuck (`found`), who has not begun, who is late; students x topics."""
    records = site.ordered
    problems = list(_problems(site))
    listed: dict[str, list[tuple[Person, str, Shown]]] = {
        "Grading problems": problems,
        "Stuck": [
            (one.person, one.topic.id, Shown(f"{one.evidence}. {one.said}")) for one in found
        ],
        "Not started": list(_idle(site)),
        "Late": list(_late(site)),
    }
    sections = sorted({person.section for person in site.people if person.section})
    questions = any(topic.questions for topic, _ in site.topics)
    # A column in which nobody has begun anything says nothing, and takes room from the topics.
    ritual = any(_ritual(person).strip("-, ") for person in site.people)
    return render(
        "index",
        up="",
        nav=nav(site),
        title=site.title,
        generated=site.generated,
        counts=_counts(site, listed),
        faults=_faults(records),
        more_faults=max(0, len(course_faults(records)) - _MAX_LISTED),
        unjailed=unjailed(records),
        today=[
            (name, _students(rows), rows[:_FIRST], rows[_FIRST:]) for name, rows in listed.items()
        ],
        warnings=_warnings(site),
        topics=[
            (topic, site.topic_href(topic.id), format_points(_most(site, topic)))
            for topic, _ in site.topics
        ],
        standings=[_standing(site, topic) for topic, _ in site.topics],
        rows=[_row(site, person) for person in site.people],
        has={
            "section": bool(sections),
            "questions": questions,
            "ritual": ritual,
            "history": site.history is not None,
        },
        anchors=site.anchors,
        engines=_engines(records),
        **WORDS,
    )


def _standing(site: Site, topic: TopicResult) -> dict[str, Any]:
    """How far the class is with a topic, and what is in the way of most."""
    own = [person.topics[topic.id] for person in site.people if topic.id in person.topics]
    started = [each for each in own if begun(each)]
    said = Counter[str]()
    for each in started:
        said.update({signature(cause.check) for cause in causes(each)})
    failure, times = min(said.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
    return {
        "topic": topic,
        "href": site.topic_href(topic.id),
        "started": len(started),
        "of": len(own),
        "full": sum(each.points > 0 and each.earned == each.points for each in started),
        "failure": shown(failure, 200),
        "times": times,
    }


def _counts(site: Site, listed: dict[str, list[Any]]) -> list[tuple[str, int]]:
    full = sum(r.points > 0 and r.earned == r.points for r in site.ordered)
    graded = sum(person.record is not None for person in site.people)
    found = [(name, _students(rows)) for name, rows in listed.items()]
    return [("Students", len(site.people)), ("Graded", graded), *found, ("Full marks", full)]


def _students(rows: Sequence[tuple[Person, str, Shown]]) -> int:
    return len({person.student for person, *_ in rows})


def _problems(site: Site) -> Iterator[tuple[Person, str, Shown]]:
    """Who could not be graded, for a reason that is ours or the repository's."""
    lost = sorted(site.ungraded, key=lambda one: (one.student.casefold(), one.student))
    for one in lost:
        if not one.missing:
            yield site.person[one.student], ", ".join(one.topics), shown(one.reason, 300)
    for person in site.people:
        if person.record is None and person.history and person.history.problem:
            yield person, "", shown(f"not collected: {person.history.problem}", 300)


def _idle(site: Site) -> Iterator[tuple[Person, str, Shown]]:
    """Who has begun nothing; in a term, of the topics that are open and not due yet."""
    missing = {one.student for one in site.ungraded if one.missing}
    now = site.history
    for person in site.people:
        if person.student in missing:
            yield person, "", Shown("no submission")
        elif person.record is None:
            continue
        elif now is None:
            if not any(begun(topic) for topic in person.record.topics):
                yield person, "", Shown("nothing is begun")
        else:
            open_ = [t for t, due in now.due.items() if now.is_open(t) and due >= now.now]
            waiting = [t for t in open_ if t not in person.topics or not begun(person.topics[t])]
            if waiting:
                yield person, ", ".join(waiting), Shown("open, and not begun")


def _late(site: Site) -> Iterator[tuple[Person, str, Shown]]:
    """A line a student, those first whose late topic was due last."""
    found = []
    for person in site.people:
        record = person.record
        late = [topic for topic in record.topics if topic.late_seconds > 0] if record else []
        if record and late:
            at = "pushed" if record.submission.pushed_at else "committed"
            spans = ", ".join(duration(topic.late_seconds) for topic in late)
            names = ", ".join(topic.id for topic in late)
            said = Shown(f"{at} {spans} after the due date{'s' if len(late) > 1 else ''}")
            found.append((max(topic.due for topic in late), person, names, said))
    found.sort(key=lambda one: one[0], reverse=True)
    yield from ((person, names, said) for _, person, names, said in found)


def _row(site: Site, person: Person) -> dict[str, Any]:
    return {
        "person": person,
        "total": _total(person),
        "cells": [_cell(site, person, topic) for topic, _ in site.topics],
        "questions": _questions(person),
        "ritual": _ritual(person),
        "at": _at(person),
    }


def _total(person: Person) -> str:
    if person.history:
        return "" if person.history.total is None else f"{person.history.total:.1f} %"
    return format_points(person.record.earned) if person.record else ""


def _most(site: Site, topic: TopicResult) -> float:
    """The points of a topic that can be earned."""
    most = site.history.maximum(topic.id) if site.history else None
    return topic.points if most is None else most


def _cell(site: Site, person: Person, topic: TopicResult) -> dict[str, Any]:
    """Points, how warm the cell is (0 to 5), and what else there is to say of them."""
    own = person.topics.get(topic.id)
    standing = person.history.topics.get(topic.id) if person.history else None
    points: float | None = own.earned if own else None
    most: float = own.points if own else topic.points
    if standing:
        points, most = standing.points, standing.maximum
    word = person.lost[topic.id]
    if points is None or (own is None and word):
        return {"points": "", "heat": "", "said": word or "no data", "mark": "", "title": ""}
    idle = own is None or not begun(own)
    heat = "idle" if idle and not points else str(min(5, int(5 * points / most)) if most else 0)
    late = own.late_seconds if own else 0
    mark = "late" if late > 0 else ""
    return {
        "points": format_points(points),
        "heat": heat,
        "said": "",
        "mark": mark,
        "title": _states(own) + (f"; late by {duration(late)}" if late > 0 else ""),
    }


def _states(topic: TopicResult | None) -> str:
    counted = Counter[str](map(shown_state, topic.tasks)) if topic else Counter[str]()
    return ", ".join(
        f"{counted[state]} {word}" for state, word in STATE_WORDS.items() if counted[state]
    )


def _questions(person: Person) -> str:
    asked = [topic.questions for topic in person.topics.values() if topic.questions]
    return format_points(float(sum(each.earned for each in asked))) if asked else ""


def _ritual(person: Person) -> str:
    found = [standing(topic.ritual) for topic in person.topics.values() if topic.ritual]
    return ", ".join("-" if word == STATE_WORDS["not_started"] else word for word in found)


def _at(person: Person) -> Shown:
    if person.history and person.history.pushes:
        return shown(person.history.pushes[-1].strftime("%Y-%m-%d"), 10)
    who = person.record.submission if person.record else None
    return shown((who.pushed_at or who.committed_at)[:10] if who else "", 10)


def _warnings(site: Site) -> list[tuple[Shown, list[Person], int]]:
    """What keeps files from being read, once each, with who it concerns."""
    groups: dict[str, list[Person]] = {}
    for person in site.people:
        texts = warnings_of(person.record) if person.record else []
        if person.record and person.history and person.history.problem:
            texts.append(f"collecting: {person.history.problem}")
        for text in texts:
            groups.setdefault(text, []).append(person)
    listed = sorted(groups.items(), key=lambda group: -len(group[1]))[:_MAX_LISTED]
    return [(shown(text, 400), who[:5], max(0, len(who) - 5)) for text, who in listed]


def warnings_of(record: Record) -> list[str]:
    """What keeps files of a submission from being read, its answers among them."""
    answers = [
        f"{topic.id}: {text}"
        for topic in record.topics
        for text in (topic.questions.problems if topic.questions else ())
        if text not in record.warnings
    ]
    return [*record.warnings, *answers]


def _faults(records: Sequence[Record]) -> list[dict[str, Any]]:
    """The checks that count for nobody, those of most students first."""
    found = sorted(course_faults(records).items(), key=lambda f: (-len(f[1]), f[0].check))
    return [
        {"fault": fault, "said": shown(fault.said, 400), "count": len(who)}
        for fault, who in found[:_MAX_LISTED]
    ]


def unjailed(records: Sequence[Record]) -> list[str]:
    """A sentence for each way in which submissions were judged without all walls."""
    kinds = Counter(
        kind
        for record in records
        for kind in {(p.engine.isolation, p.engine.jail) for p in by_origin(record)}
        if kind[0] == "none" or kind[1].startswith("none")
    )
    return [
        f"{count} of {len(records)} submissions with isolation {isolation}, jail {jail}. Their "
        "code could reach what judged it; these points hold only if the submissions are trusted."
        for (isolation, jail), count in sorted(kinds.items())
    ]


def _engines(records: Sequence[Record]) -> list[tuple[str, int]]:
    lines = Counter(line for r in records for line in {_engine(p) for p in by_origin(r)})
    return sorted(lines.items(), key=lambda item: (-item[1], item[0]))


def _engine(record: Record) -> str:
    e = record.engine
    return (
        f"{record.course} {record.course_version}, engine {e.version}, Python {e.python}, "
        f"torch {e.torch}, CPU capability {e.cpu_capability}, isolation {e.isolation}, "
        f"jail {e.jail}"
    )
