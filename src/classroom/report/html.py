"""The class on one self-contained HTML page, for instructors: the full records."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classroom.report.csv import by_student, outline
from classroom.report.faults import course_faults
from classroom.report.page import Shown, assets, environment, shown
from classroom.report.statistics import (
    GROUPS,
    Item,
    TopicItems,
    failing,
    is_problem,
    mistakes,
    started,
    topic_items,
)
from classroom.report.ungraded import Ungraded
from grader.escape import LIMIT
from grader.record import (
    STATE_WORDS,
    CheckResult,
    QuestionsResult,
    Record,
    RitualResult,
    TaskResult,
    TopicResult,
    format_points,
)
from grader.render.late import duration, lateness
from grader.render.message import message_rows
from grader.render.questions import STATE_WORDS as QUESTION_WORDS
from grader.render.questions import score
from grader.render.ritual import headline, notes, progress, standing, wrong

if TYPE_CHECKING:
    pass

BYTES_PER_STUDENT = 10_000
MIN_BYTES = 2_000_000
NO_BREAK_SPACE = "\u00a0"

# How many characters of failing checks one student may take, the next lower one where the page
# grows over its size.
_ALLOWANCES = (20_000, 6_000, 2_500, 1_000, 0)
_MAX_LISTED = 40
_MAX_ROWS = 24

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
) -> str:
    """The report on a class, as one HTML file without any reference to another.

    The same arguments give the same bytes: everything is sorted, and `generated` is the only time
    on the page. Up to 2 MB for 200 students; beyond that the details of failing checks are cut,
    and the page says so.
    """
    ordered = by_student(records)
    template = environment().get_template("class.html.j2")
    fixed = {"title": title, "generated": generated} | assets() | _class_view(ordered, ungraded)
    page = ""
    for allowance in _ALLOWANCES:
        students = [_student(at, record, fixed, allowance) for at, record in enumerate(ordered, 1)]
        page = template.render(fixed, students=students)
        if len(page.encode()) <= max(MIN_BYTES, BYTES_PER_STUDENT * len(ordered)):
            break
    return page


def _class_view(records: list[Record], lost: Sequence[Ungraded]) -> dict[str, Any]:
    """What the page says of the class as a whole."""
    topics = outline(records)
    problems = _problems(records)
    warnings = _grouped((text, r) for r in records for text in r.warnings)
    full = sum(r.points > 0 and r.earned == r.points for r in records)
    idle = sum(not any(started(t) for topic in r.topics for t in topic.tasks) for r in records)
    engines = Counter(_engine(record) for record in records)
    return {
        "counts": [
            ("Students", len(records)),
            ("Not graded", len(lost)),
            ("Full marks", full),
            ("Not started", idle),
            ("Checks not counted", len(problems)),
            ("Warnings", sum(len(record.warnings) for record in records)),
        ],
        "ungraded": _ungraded(lost),
        "unjailed": _unjailed(records),
        "problems": problems[:_MAX_LISTED],
        "more_problems": max(0, len(problems) - _MAX_LISTED),
        "warnings": warnings,
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
            "name": shown(one.student, 80),
            "source": shown(one.source, 200),
            "reason": shown(one.reason, 400),
            "log": one.log,
        }
        for one in rows
    ]


def _name(record: Record) -> Shown:
    return shown(record.submission.student or "(no name)", 80)


def _names(records: Sequence[Record]) -> Shown:
    names = list(dict.fromkeys(_name(record) for record in records))
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return Shown(", ".join(names[:5]) + more)


def _grouped(pairs: Iterator[tuple[str, Record]]) -> list[tuple[Shown, Shown]]:
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
    open_ones = [
        r for r in records if r.engine.isolation == "none" or r.engine.jail.startswith("none")
    ]
    kinds = Counter((r.engine.isolation, r.engine.jail) for r in open_ones)
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
    spent, cut, topics = 0, 0, []
    for topic in record.topics:
        checks = []
        for task in topic.tasks:
            for check in failing(task):
                if spent >= allowance:
                    cut += 1
                    continue
                block = _check(task, check, allowance)
                spent += sum(map(_size, [block["summary"], block["output"], *block["notes"]]))
                spent += sum(_size(text) + 40 for row in block["rows"] for text in row) + 200
                checks.append(block)
        topics.append(_topic(topic, checks, allowance) | {"late": lateness(who, topic)})
    commit = who.commit[:12]
    provenance = [f"commit {commit}" if commit else "no commit"]
    provenance += [f"committed {who.committed_at} by the student's git"] if who.committed_at else []
    provenance += [f"pushed {who.pushed_at}"] if who.pushed_at else []
    provenance += [f"from {who.source}"] if who.source else []
    return {
        "anchor": f"student-{at}",
        "name": _name(record),
        "earned": format_points(record.earned),
        "points": format_points(record.points),
        "commit": shown(commit, 12),
        "committed": shown(who.committed_at.replace("T", " "), 40),
        "provenance": shown(", ".join(provenance), 300),
        "warnings": [shown(text, 400) for text in record.warnings[:5]],
        "cells": [_cell(mine.get(topic.id)) for topic in view["topics"]],
        "topics": topics,
        "cut": cut,
    }


def _size(text: str) -> int:
    return len(html.escape(text))


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


def _topic(topic: TopicResult, checks: list[dict[str, Any]], allowance: int) -> dict[str, Any]:
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
        "checks": checks,
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


def _check(task: TaskResult, check: CheckResult, allowance: int) -> dict[str, Any]:
    size = min(LIMIT, max(200, allowance // 10))
    told = message_rows(check)
    rows = [
        (shown(row.label, 20), shown(row.text, size, keep_newlines=True))
        for row in told[:_MAX_ROWS]
    ]
    if len(told) > _MAX_ROWS:
        rows.append((Shown("cut"), Shown(f"{len(told) - _MAX_ROWS} more lines")))
    if check.margin is not None:
        rows.append((Shown("error"), Shown(f"{check.margin:.3g} times the tolerance")))
    if check.seed:
        rows.append((Shown("seed"), Shown(str(check.seed))))
    repeated = any(check.summary in row.text for row in check.rows)
    kind = f"{check.visibility}, {check.category}" if check.category else check.visibility
    return {
        "ref": task.ref,
        "task": task.id,
        "title": shown(check.title, 200),
        "state": check.state,
        "kind": shown(kind, 100),
        "where": shown(check.where, 200),
        "summary": "" if repeated else shown(check.summary, size),
        "rows": rows,
        "notes": [shown(note, size) for note in check.notes[:5]],
        "output": shown(check.output, size, keep_newlines=True),
    }
