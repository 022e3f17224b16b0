"""What `grader progress` prints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from grader.course.plan import Count, LineProgress, Progress, TopicProgress
from grader.escape import plain
from grader.record import format_points

_SAYS = 48


def progress_page(found: Progress) -> Iterator[str]:
    """The topics, every line of the plan, and what is next; ASCII, in at most 100 columns."""
    wide = max(len(topic.id) for topic in found.topics)
    for topic in found.topics:
        yield f"  {topic.id:{wide}}  {_standing(topic)}"
        if topic.changed:
            yield f"  {'':{wide}}  changed since, run it again: pytest exercises/{topic.id}"
    if found.lines:
        yield ""
        counts = f"{'tasks':8} {'answers':8} {'texts':7}"
        yield f"  {'line':5} {'the plan says':{_SAYS}} {counts} by hand"
        yield from (_row(line) for line in found.lines)
        done = sum(line.done for line in found.lines)
        yield ""
        yield f"{done} of {len(found.lines)} lines of the plan are done"
        yield "ticks by hand: exercises/progress.toml; where to watch and read: exercises/README.md"
    # The first in the plan's order, as for `grader next`.
    left = [t for t in found.topics if not t.when or t.tasks.done + t.later < t.tasks.total]
    left = left or [t for t in found.topics if t.tasks.done < t.tasks.total]
    if left:
        yield f"next: pytest exercises/{left[0].id}"
    for warning in found.warnings:
        yield f"note: {plain(warning)}"


def _standing(topic: TopicProgress) -> str:
    passed = topic.when and topic.tasks.done == topic.tasks.total
    what = "experiments" if passed else "tasks"
    left = f", {_hours(topic.minutes)} of {what} left" if topic.minutes else ""
    if not topic.when:
        return f"no whole run yet{left}: pytest exercises/{topic.id}"
    day = datetime.fromisoformat(topic.when).astimezone().strftime("%Y-%m-%d")
    points = f"{format_points(topic.earned)} of {topic.points} points"
    return f"{topic.tasks.done} of {topic.tasks.total} tasks pass, {points}{left}, seen {day}"


def _hours(minutes: int) -> str:
    """A time as people plan it: "40 min", "3 h", "2.5 h"."""
    return f"{minutes} min" if minutes < 60 else f"{round(minutes / 30) / 2:g} h"


def _row(line: LineProgress) -> str:
    says = line.line.says
    short = says if len(says) <= _SAYS else f"{says[: _SAYS - 3].rstrip()}..."
    ticked = {True: "done", False: "open", None: "-"}[line.by_hand]
    counts = f"{_of(line.tasks):8} {_of(line.answers):8} {_of(line.texts):7}"
    return f"  {line.line.id:5} {short:{_SAYS}} {counts} {ticked}"


def _of(count: Count) -> str:
    return f"{count.done}/{count.total}" if count.total else "-"
