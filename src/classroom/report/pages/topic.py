"""The page of a topic: how its tasks went, who made which mistakes, the class over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from classroom.report.page import render, shown
from classroom.report.pages.charts import Drawing, cohort
from classroom.report.pages.experiments import experiment_rows
from classroom.report.pages.site import WORDS, Person, Site, nav
from classroom.report.pages.stuck import Stuck
from classroom.report.statistics import (
    ENOUGH,
    GROUPS,
    Item,
    MistakeCount,
    QuestionItem,
    asked,
    begun,
    mistakes,
    signature,
    topic_items,
)
from grader.record import TaskResult, TopicResult
from grader.render.causes import causes

_MAX_NAMED = 60


def topic_page(
    site: Site, topic: TopicResult, tasks: list[TaskResult], seem_stuck: Sequence[Stuck]
) -> str:
    """The page of one topic; of `seem_stuck` those in it are shown."""
    found = topic_items(topic, tasks, site.ordered, site.history)
    own = [person for person in site.people if topic.id in person.topics]
    drawing: Drawing | None = None
    if site.history is not None:
        drawing = cohort(topic.id, site.history, found.of)
    return render(
        "topic",
        up="../",
        nav=nav(site, "../"),
        title=f"{topic.id}: {topic.title}",
        generated=site.generated,
        topic=topic,
        anchor=site.anchors[topic.id],
        n=found.n,
        of=found.of,
        enough=ENOUGH,
        items=[_item(item) for item in found.items],
        mistakes=[_named(site, one) for one in mistakes(site.ordered, topic.id)[:_MAX_NAMED]],
        clusters=_clusters(own, topic.id),
        questions=[_question(one) for one in asked(site.ordered, topic.id)],
        experiments=experiment_rows(own, topic.id, tasks),
        stuck=[one for one in seem_stuck if one.topic.id == topic.id],
        idle=[person for person in own if not begun(person.topics[topic.id])],
        drawing=drawing,
        history=site.history is not None,
        **WORDS,
    )


def _item(item: Item) -> dict[str, Any]:
    n = item.n
    shares = {name: f"{count / n:.0%}" if n else "" for name, count in item.counts.items()}
    bars, x = [], 1.0
    for name, tone in zip(GROUPS, ("good", "half", "bad"), strict=False):
        width = 100 * item.counts[name] / n if n else 0.0
        if width:
            bars.append({"tone": tone, "x": f"{x:g}", "width": f"{width:.4g}"})
        x = round(x + width, 4)
    few = n < ENOUGH
    return {
        "task": item.task,
        "p": _number(item.p, ".2f"),
        "r": "n too small" if few else _number(item.r, ".2f", "all alike"),
        "r_value": "" if few or item.r is None else f"{item.r:.6f}",
        "tries": _number(item.tries, "g"),
        "minutes": _number(item.minutes, ".0f"),
        "counts": item.counts,
        "hidden_only": item.hidden_only if n else "",
        "never": item.never,
        "bars": bars,
        "bar_title": ", ".join(f"{name} {share}" for name, share in shares.items()),
        "failure": shown(item.failure, 160),
        "failure_count": item.failure_count,
        "flags": ", ".join(item.flags),
    }


def _question(one: QuestionItem) -> dict[str, Any]:
    return {
        "name": one.name,
        "answered": one.answered,
        "right": one.right,
        "first": f"{one.first_right} of {one.firsts}" if one.firsts else "",
        "first_share": f"{one.first_right / one.firsts:.4f}" if one.firsts else "",
        "wrong": shown(one.wrong, 120),
        "wrong_count": one.wrong_count,
        "said": shown(one.said, 400),
    }


def _number(value: float | None, form: str, absent: str = "") -> str:
    return absent if value is None else format(value, form)


def _named(site: Site, one: MistakeCount) -> dict[str, Any]:
    return {
        "name": shown(one.name, 200),
        "idea": shown(one.idea, 600),
        "tasks": list(one.tasks.values()),
        "who": [(site.person[student], task) for student, task in sorted(one.who.items())],
    }


def _clusters(people: list[Person], topic: str) -> list[dict[str, Any]]:
    """Equal first failures of a task without a name, by how many students have them."""
    found: dict[tuple[str, str], tuple[TaskResult, list[Person]]] = {}
    for person in people:
        for cause in causes(person.topics[topic]):
            if not cause.check.mistake:
                key = cause.task.id, signature(cause.check)
                found.setdefault(key, (cause.task, []))[1].append(person)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1][1]), item[0]))
    return [
        {"task": task, "said": shown(said, 200), "who": who}
        for (_, said), (task, who) in ordered[:_MAX_NAMED]
    ]
