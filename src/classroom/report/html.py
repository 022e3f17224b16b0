"""The class on one self-contained HTML page, for instructors: the full records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from classroom.report.cards import cards
from classroom.report.csv import by_student, outline
from classroom.report.faults import course_faults
from classroom.report.page import Shown, assets, environment, shown
from classroom.report.statistics import (
    GROUPS,
    Item,
    TopicItems,
    is_problem,
    mistakes,
    started,
    topic_items,
)
from classroom.report.ungraded import Ungraded
from grader.record import (
    STATE_WORDS,
    QuestionsResult,
    Record,
    RitualResult,
    TaskResult,
    TopicResult,
    by_origin,
    format_points,
    origin_of,
)
from grader.render.late import duration, lateness
from grader.render.questions import STATE_WORDS as QUESTION_WORDS
from grader.render.questions import score
from grader.render.ritual import headline, notes, progress, standing, wrong

BYTES_PER_STUDENT = 10_000
MIN_BYTES = 2_000_000
NO_BREAK_SPACE = "\u00a0"

# How many characters of failing checks one student may take, the next lower one where the page
# grows over its size.
_ALLOWANCES = (20_000, 6_000, 2_500, 1_000, 0)
_MAX_LISTED = 40

_TONES = {"pass": "good", "partial": "half", "blocked": "half", "not_started": "soft"}
_TONE = {state: _TONES.get(state, "bad") for state in STATE_WORDS}


@dataclass(frozen=True)
class _Cell:
    """One student's standing in one topic; `questions` are points, "-" where there are none."""

    earned: str
    states: str
    questions: str
    ritual: str
    late: str


def class_page(
    records: Sequence[Record],
    ungraded: Sequence[Ungraded] = (),
    *,
    title: str,
    generated: str,
    kept: Collection[str] = (),
) -> str:
    """The report on a class, as one HTML file without any reference to another.

    `kept` are the students whose results are those of an earlier run.

    The same arguments give the same bytes: everything is sorted, and `generated` is the only time
    on the page. Up to 2 MB for 200 students; beyond that the details of failing checks are cut,
    and the page says so.
    """
    ordered = by_student(records)
    template = environment().get_template("class.html.j2")
    fixed = {"title": title, "generated": generated} | assets() | _class_view(ordered, ungraded)
    fixed["kept"] = frozenset(kept)
    page = ""
    for allowance in _ALLOWANCES:
        students = [_student(at, record, fixed, allowance) for at, record in enumerate(ordered, 1)]
        rows = sorted([*students, *fixed["without"]], key=lambda row: row["name"].casefold())
        page = template.render(fixed, students=students, rows=rows)
        if len(page.encode()) <= max(MIN_BYTES, BYTES_PER_STUDENT * len(ordered)):
            break
    return page


def _class_view(records: list[Record], lost: Sequence[Ungraded]) -> dict[str, Any]:
    """What the page says of the class as a whole."""
    topics = outline(records)
    problems = _problems(records)
    said = [(text, record) for record in records for text in _warnings(record)]
    full = sum(r.points > 0 and r.earned == r.points for r in records)
    idle = sum(not any(started(t) for topic in r.topics for t in topic.tasks) for r in records)
    engines = Counter(line for r in records for line in {_engine(p) for p in by_origin(r)})
    graded = {record.submission.student for record in records}
    told = _ungraded(lost)
    missing = [row for row in told if row["missing"]]
    told = [row for row in told if not row["missing"]]
    without = {row["student"]: row for row in (*told, *missing) if row["student"] not in graded}
    return {
        "counts": [
            ("Students", len(records) + len(without)),
            ("Not graded", len(told)),
            *([("No submission", len(missing))] if missing else []),
            ("Full marks", full),
            ("Not started", idle),
            ("Checks not counted", len(problems)),
            ("Warnings", len(said)),
        ],
        "ungraded": told,
        "missing": missing,
        "without": list(without.values()),
        "all_lost": lost,
        "unjailed": _unjailed(records),
        "problems": problems[:_MAX_LISTED],
        "more_problems": max(0, len(problems) - _MAX_LISTED),
        "warnings": _grouped(said),
        "topics": [topic for topic, _ in topics],
        "items": [_items(topic_items(topic, tasks, records)) for topic, tasks in topics],
        "mistakes": _mistakes(records),
        "engines": sorted(engines.items(), key=lambda item: (-item[1], item[0])),
        "words": STATE_WORDS,
        "tone": _TONE,
    }


def _ungraded(lost: Sequence[Ungraded]) -> list[dict[str, Any]]:
    """A row for each submission that could not be graded."""
    rows = sorted(lost, key=lambda one: (one.student.casefold(), one.student))
    return [
        {
            "student": one.student,
            "name": shown(one.student, 80),
            "lost": _lost_topics(one.student, lost),
            "topics": shown(", ".join(one.topics), 200),
            "reason": shown(one.reason, 400),
            "log": one.log,
            "earlier": one.earlier,
            "missing": one.missing,
        }
        for one in rows
    ]


def _lost_topics(student: str, lost: Sequence[Ungraded]) -> dict[str, str]:
    """Topic -> why the student's cell is empty; any topic where the list names none."""
    words: dict[str, str] = {}
    anywhere = ""
    for one in lost:
        if one.student == student:
            word = "no submission" if one.missing else "not graded"
            words |= dict.fromkeys(one.topics, word)
            anywhere = anywhere if one.topics else word
    return defaultdict(lambda: anywhere, words)


def _warnings(record: Record) -> list[str]:
    """What keeps files of a submission from being read, its answers among them."""
    answers = [
        f"{topic.id}: {text}"
        for topic in record.topics
        for text in (topic.questions.problems if topic.questions else ())
        if text not in record.warnings
    ]
    return [*record.warnings, *answers]


def _name(record: Record) -> Shown:
    return shown(record.submission.student or "(no name)", 80)


def _names(records: Sequence[Record]) -> Shown:
    names = list(dict.fromkeys(_name(record) for record in records))
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return Shown(", ".join(names[:5]) + more)


def _grouped(pairs: Sequence[tuple[str, Record]]) -> list[tuple[Shown, Shown]]:
    groups: dict[str, list[Record]] = {}
    for text, record in pairs:
        groups.setdefault(text, []).append(record)
    listed = [(shown(text, 400), _names(who)) for text, who in groups.items()]
    if len(listed) <= _MAX_LISTED:
        return listed
    return [*listed[:_MAX_LISTED], (Shown(f"{len(listed) - _MAX_LISTED} more"), Shown("see below"))]


def _problems(records: list[Record]) -> list[dict[str, Any]]:
    """The checks that count for nobody, those of most students first."""
    found = sorted(course_faults(records).items(), key=lambda f: (-len(f[1]), f[0].check))
    return [
        {
            "topic": fault.topic,
            "task": fault.task,
            "check": fault.check,
            "said": shown(fault.said, 400),
            "count": len(who),
            "who": _names(who),
        }
        for fault, who in found
    ]


def _unjailed(records: list[Record]) -> list[str]:
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


def _engine(record: Record) -> str:
    e = record.engine
    return (
        f"{record.course} {record.course_version}, engine {e.version}, Python {e.python}, "
        f"torch {e.torch}, CPU capability {e.cpu_capability}, isolation {e.isolation}, "
        f"jail {e.jail}"
    )


def _items(found: TopicItems) -> dict[str, Any]:
    """The item analysis of one topic."""
    return {
        "topic": found.topic,
        "n": found.n,
        "of": found.of,
        "rows": [_item(item) for item in found.items],
    }


def _item(item: Item) -> dict[str, Any]:
    n = item.n
    shares = {name: f"{count / n:.0%}" if n else "" for name, count in item.counts.items()}
    bars, x = [], 1.0
    for name, tone in zip(GROUPS, ("good", "half", "bad"), strict=False):
        width = 100 * item.counts[name] / n if n else 0.0
        if width:
            bars.append({"tone": tone, "x": f"{x:g}", "width": f"{width:.4g}"})
        x = round(x + width, 4)
    return {
        "task": item.task,
        "p": "" if item.p is None else f"{item.p:.2f}",
        "shares": list(shares.values()),
        "hidden_only": item.hidden_only if n else "",
        "bars": bars,
        "bar_title": ", ".join(f"{name} {share}" for name, share in shares.items()),
        "failure": shown(item.failure, 160),
        "failure_count": item.failure_count,
        "flags": ", ".join(item.flags),
    }


def _mistakes(records: list[Record]) -> list[dict[str, Any]]:
    return [
        {"name": shown(name, 200), "count": count, "tasks": shown(", ".join(tasks), 400)}
        for name, count, tasks in mistakes(records)[: 2 * _MAX_LISTED]
    ]


def _student(at: int, record: Record, view: dict[str, Any], allowance: int) -> dict[str, Any]:
    """One student's row of the gradebook and fold, details within `allowance` characters."""
    mine = {topic.id: topic for topic in record.topics}
    who = record.submission
    found, cut = cards(record, allowance)
    return {
        "anchor": f"student-{at}",
        "name": _name(record),
        "kept": who.student in view["kept"],
        "lost": _lost_topics(who.student, view["all_lost"]),
        "earned": format_points(record.earned),
        "points": format_points(record.points),
        "commit": shown(who.commit[:12], 12),
        "committed": shown(who.committed_at.replace("T", " "), 40),
        "provenance": _provenance(record),
        "warnings": [shown(text, 400) for text in record.warnings[:5]],
        "cells": [_cell(mine.get(topic.id)) for topic in view["topics"]],
        "topics": [
            _topic(topic, found[topic.id], allowance)
            | {"late": lateness(origin_of(record, topic).submission, topic)}
            for topic in record.topics
        ],
        "cut": cut,
    }


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


def _cell(topic: TopicResult | None) -> _Cell | None:
    if topic is None:
        return None
    states: Counter[str] = Counter(task.state for task in topic.tasks)
    words = [f"{states[state]} {word}" for state, word in STATE_WORDS.items() if state in states]
    words = [word.replace(" ", NO_BREAK_SPACE) for word in words]
    asked = topic.questions
    questions = format_points(float(asked.earned)) if asked else "-"
    late = f"late by {duration(topic.late_seconds)}" if topic.late_seconds > 0 else ""
    ritual = standing(topic.ritual)
    return _Cell(format_points(topic.earned), ", ".join(words), questions, ritual, late)


def _topic(topic: TopicResult, cards: list[dict[str, Any]], allowance: int) -> dict[str, Any]:
    rest = [task for task in topic.tasks if task.state not in ("pass", "not_started")]
    return {
        "id": topic.id,
        "earned": format_points(topic.earned),
        "points": topic.points,
        "hidden": topic.hidden,
        "passed": [task for task in topic.tasks if task.state == "pass"],
        "waiting": [task for task in topic.tasks if task.state == "not_started"],
        "open": [
            {
                "task": task,
                "earned": format_points(task.earned),
                "visible": _passed(task, "visible"),
                "hidden": _passed(task, "hidden"),
            }
            for task in rest
        ],
        "cards": cards,
        "questions": _questions(topic.questions, allowance) if topic.questions else None,
        "ritual": _ritual(topic.ritual, allowance) if topic.ritual else None,
    }


def _ritual(ritual: RitualResult, allowance: int) -> dict[str, Any]:
    """One student's steps; of what is wrong in them a line each, as far as there is room."""
    found = [(step, check) for step in ritual.steps for check in wrong(step)]
    listed = found[: allowance // 500]
    return {
        "headline": headline(ritual),
        "steps": [(step, progress(step)) for step in ritual.steps],
        "wrong": [
            (step.id, shown(check.title, 100), shown(check.summary, 200)) for step, check in listed
        ],
        "more": len(found) - len(listed),
        "notes": [shown(note, 200) for note in notes(ritual)[:5]],
    }


def _questions(asked: QuestionsResult, allowance: int) -> dict[str, Any]:
    """One student's answers that earn less than all, and texts with what to look for in them."""
    parts = [part for question in asked.questions for part in question.parts]
    short = [part for part in parts if part.state in ("partly", "wrong", "malformed")]
    size = allowance // 10
    return {
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
                "text": shown(prompt.text, size, keep_newlines=True) if size else "",
            }
            for prompt in asked.prompts
        ],
    }


def _passed(task: TaskResult, visibility: str) -> str:
    fair = [check for check in task.checks if not is_problem(check)]
    states = [check.state for check in fair if check.visibility == visibility]
    return f"{states.count('pass')} of {len(states)}" if states else "none"
