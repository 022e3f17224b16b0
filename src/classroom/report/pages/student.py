"""The page of a student: pushes, tasks, one card a cause beside the code, texts, history."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from classroom.report.history import Attempt, Standing
from classroom.report.page import Shown, render, shown
from classroom.report.pages.cards import cards
from classroom.report.pages.code import CodeLine, lines_of, listing
from classroom.report.pages.index import warnings_of
from classroom.report.pages.site import WORDS, Person, Site, nav
from classroom.report.pages.timeline import timeline
from classroom.report.statistics import is_problem, shown_state
from grader.record import (
    QuestionsResult,
    Record,
    RitualResult,
    TaskResult,
    TopicResult,
    by_origin,
    format_points,
    origin_of,
)
from grader.render.causes import failing
from grader.render.late import lateness
from grader.render.questions import STATE_WORDS as QUESTION_WORDS
from grader.render.questions import score
from grader.render.ritual import headline, notes, progress, wrong

# Characters of a student's page: for the cards of a topic, and for whole files.
_CARDS = 60_000
_FILES = 45_000
_PUSHES = 200


def student_page(site: Site, person: Person) -> str:
    """The page of one student."""
    record = person.record
    code = site.code(person.student) if record else {}
    topics = record.topics if record else []
    history = site.history
    drawing = None
    if history and person.history and any(person.history.attempts.values()):
        drawing = timeline(person.history, history)
    return render(
        "student",
        up="../",
        nav=nav(site, "../"),
        title=person.name,
        generated=site.generated,
        person=person,
        record=record,
        lost=[one for one in site.ungraded if one.student == person.student],
        columns=[
            (shown(name, 40), shown(text, 200))
            for name, text in site.columns.get(person.student, {}).items()
            if text
        ],
        total=_total(person),
        provenance=_provenance(record) if record else [],
        warnings=[shown(text, 400) for text in warnings_of(record)[:10]] if record else [],
        topics=list(_topics(site, person, topics, code)),
        files=_files(code, topics),
        drawing=drawing,
        pushes=_pushes(person),
        **WORDS,
    )


def _total(person: Person) -> str:
    if person.history:
        known = person.history.total
        return "no total yet" if known is None else f"{known:.1f} % in all"
    record = person.record
    if record is None:
        return "no points"
    return f"{format_points(record.earned)} of {format_points(record.points)} points"


def _provenance(record: Record) -> list[Shown]:
    """Where the files came from; a line for each commit that was judged."""
    lines = []
    parts = by_origin(record)
    for part in parts:
        who = part.submission
        said = [f"commit {who.commit[:12]}" if who.commit else "no commit"]
        said += [f"committed {who.committed_at} by the student's git"] if who.committed_at else []
        said += [f"pushed {who.pushed_at}"] if who.pushed_at else []
        said += [f"from {who.source}"] if who.source else []
        topics = ", ".join(topic.id for topic in part.topics)
        line = ", ".join(said)
        lines.append(shown(f"{topics}: {line}" if len(parts) > 1 else line, 300))
    return lines


def _topics(
    site: Site, person: Person, topics: list[TopicResult], code: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    open_ = sum(any(map(failing, topic.tasks)) for topic in topics)
    room = _CARDS // max(1, open_)
    assert person.record is not None or not topics
    for topic in topics:
        assert person.record is not None
        standing = person.history.topics.get(topic.id) if person.history else None
        earned = f"{format_points(topic.earned)} of {topic.points} points"
        if standing:
            other = standing.points != topic.earned
            machine = f" ({format_points(topic.earned)} by the tasks alone)" if other else ""
            of = f"of {format_points(standing.maximum)} points"
            points = "no" if standing.points is None else format_points(standing.points)
            earned = f"{points} {of}{machine}"
        yield {
            "id": topic.id,
            "anchor": site.anchors[topic.id],
            "href": site.topic_href(topic.id),
            "earned": earned,
            "hidden": topic.hidden,
            "late": lateness(origin_of(person.record, topic).submission, topic),
            "passed": [task for task in topic.tasks if task.state == "pass"],
            "waiting": [task for task in topic.tasks if shown_state(task) == "not_started"],
            "open": [
                {
                    "task": task,
                    "earned": format_points(task.earned),
                    "visible": _passed(task, "visible"),
                    "hidden": _passed(task, "hidden"),
                }
                for task in topic.tasks
                if shown_state(task) not in ("pass", "not_started")
            ],
            "cards": cards(topic, code, room),
            "experiments": [_experiment(task) for task in topic.tasks if task.report],
            "questions": _questions(topic.questions, standing) if topic.questions else None,
            "ritual": _ritual(topic.ritual) if topic.ritual else None,
            "why": [shown(line, 300) for line in standing.why] if standing else [],
        }


def _files(
    code: Mapping[str, str], topics: list[TopicResult]
) -> dict[str, tuple[int, list[CodeLine]]]:
    """Path -> its number on the page and all of its lines, while there is room."""
    marked: dict[str, set[int]] = {}
    for check in (c for topic in topics for task in topic.tasks for c in failing(task)):
        path, _, number = check.where.rpartition(":")
        if number.isdecimal() and len(number) < 8:
            marked.setdefault(path, set()).add(int(number))
    room = _FILES
    found = {}
    for place, (path, text) in enumerate(sorted(code.items()), 1):
        lines = lines_of(text)
        size = len(text) + 45 * len(lines)
        if size <= room:
            room -= size
            found[path] = place, listing(lines, marked.get(path, ()))
    return found


def _experiment(task: TaskResult) -> tuple[str, Shown, Shown]:
    """Its number, what was predicted, set and found, and what is written for people."""
    assert task.report is not None
    report = task.report
    word = {True: " (right)", False: " (wrong)", None: ""}[report.right]
    said = [f"predicted {report.prediction}{word}"] if report.prediction else []
    said += [f"settings {report.settings}"] if report.settings else []
    said += [f"reported {report.found}"] if report.found else []
    return task.ref, shown("; ".join(said), 400), shown(report.because, 600)


def _ritual(ritual: RitualResult) -> dict[str, Any]:
    """The steps; of what is wrong in them a line each."""
    found = [(step, check) for step in ritual.steps for check in wrong(step)]
    return {
        "headline": headline(ritual),
        "steps": [(step, progress(step)) for step in ritual.steps],
        "wrong": [
            (step.id, shown(check.title, 100), shown(check.summary, 200))
            for step, check in found[:20]
        ],
        "more": max(0, len(found) - 20),
        "notes": [shown(note, 200) for note in notes(ritual)[:5]],
    }


def _questions(asked: QuestionsResult, standing: Standing | None) -> dict[str, Any]:
    """Answers that earn less than all, and texts with what to look for in them."""
    parts = [part for question in asked.questions for part in question.parts]
    short = [part for part in parts if part.state in ("partly", "wrong", "malformed")]
    known = [part for part in parts if part.first]
    return {
        "firsts": f"{sum(part.first == 'right' for part in known)} of {len(known)}"
        if known
        else "",
        "score": score(asked),
        "answered": f"{asked.answered} of {len(asked.questions)}",
        "problems": [shown(problem, 300) for problem in asked.problems],
        "short": [
            (part.name, QUESTION_WORDS[part.state], shown(part.problem or part.answer, 200))
            for part in short
        ],
        "prompts": [
            {
                "prompt": prompt,
                "said": shown(prompt.problem or f"{prompt.words} words", 200),
                "text": shown(prompt.text, 3000, keep_newlines=True),
                "read": shown(standing.texts.get(prompt.id, ""), 400) if standing else "",
            }
            for prompt in asked.prompts
        ],
    }


def _passed(task: TaskResult, visibility: str) -> str:
    fair = [check for check in task.checks if not is_problem(check)]
    states = [check.state for check in fair if check.visibility == visibility]
    return f"{states.count('pass')} of {len(states)}" if states else "none"


def _pushes(person: Person) -> list[tuple[str, Attempt, str]]:
    """(topic, push, what is known of it), the last one first."""
    known = person.history.attempts if person.history else {}
    found = [(topic, one) for topic, attempts in known.items() for one in attempts]
    found.sort(key=lambda pair: pair[1].at, reverse=True)
    told = []
    for topic, one in itertools.islice(found, _PUSHES):
        said = "not graded" if one.states is None else f"{format_points(one.earned)} points"
        told.append((topic, one, said + (", counts" if one.counts else "")))
    return told
