"""A student's pushes, a line a topic. By hand: matplotlib takes a third of a second for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from classroom.report.history import Attempt, StudentHistory, TermHistory, graded
from classroom.report.pages.charts import Drawing, shown_due
from grader.escape import plain

if TYPE_CHECKING:
    from markupsafe import Markup

_LEFT, _WIDTH, _ROW = 190, 860, 26
_STEPS = (1, 2, 7, 14, 28, 56, 112, 364, 3640)
_TITLE = "Pushes: a dot each, larger with more points, empty if not graded; a stroke: the due date"


def timeline(student: StudentHistory, history: TermHistory) -> Drawing:
    """The pushes of a student: a line a topic, a dot a push."""
    zone = ZoneInfo(history.zone)
    topics = [topic for topic in history.due if student.attempts.get(topic)]
    rows = []
    for topic in topics:
        attempts = student.attempts[topic]
        best = max((one.earned for one in graded(attempts)), default=0.0)
        first, last = (one.at.astimezone(zone) for one in (attempts[0], attempts[-1]))
        rows.append(
            [topic, str(len(attempts)), f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}", f"{best:g}"]
        )
    svg = _svg(topics, student, history, zone)
    return Drawing(svg, _TITLE, ["topic", "pushes", "first", "last", "most points"], rows)


def _svg(
    topics: Sequence[str], student: StudentHistory, history: TermHistory, zone: ZoneInfo
) -> Markup:
    from markupsafe import Markup

    times = [one.at for topic in topics for one in student.attempts[topic]]
    due = {t: at for t in topics if (at := shown_due(history, history.due[t])) is not None}
    first, last = min(times), max(*times, *due.values(), min(times) + timedelta(days=1))
    span = (last - first).total_seconds()
    height = _ROW * len(topics) + 30

    def x(at: datetime) -> str:
        return f"{_LEFT + 10 + (_WIDTH - _LEFT - 30) * (at - first).total_seconds() / span:.1f}"

    parts = []
    for at, label in _ticks(first.astimezone(zone), last.astimezone(zone)):
        parts.append(f'<line class="grid" x1="{x(at)}" x2="{x(at)}" y1="4" y2="{height - 22}"/>')
        parts.append(f'<text class="tick" x="{x(at)}" y="{height - 6}">{label}</text>')
    for place, topic in enumerate(topics):
        y = 18 + _ROW * place
        name = escape(plain(topic, 28))
        parts.append(f'<text class="row" x="{_LEFT - 8}" y="{y + 4}">{name}</text>')
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{y}" y2="{y}"/>')
        if topic in due:
            on = x(due[topic])
            parts.append(f'<line class="due" x1="{on}" x2="{on}" y1="{y - 9}" y2="{y + 9}"/>')
        for one in student.attempts[topic]:
            kind, radius = _dot(one)
            parts.append(f'<circle class="{kind}" cx="{x(one.at)}" cy="{y}" r="{radius:.1f}"/>')
    head = (
        f'<svg class="chart line" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{_TITLE}"><title>{_TITLE}</title>'
        "<desc>The table below says the same.</desc>"
    )
    return Markup(head + "".join(parts) + "</svg>")


def _dot(one: Attempt) -> tuple[str, float]:
    """What a push looks like, by what it was worth."""
    if one.states is None:
        return "open", 3.5
    share = one.earned / one.most if one.most else 0.0
    return ("good" if share >= 1 else "half"), 3.5 + 4 * share


def _ticks(first: datetime, last: datetime) -> Iterator[tuple[datetime, str]]:
    """At most ten days between two moments, and what they are called."""
    days = (last - first).days + 1
    step = next(each for each in _STEPS if days / each <= 10 or each == _STEPS[-1])
    at = first.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if step % 7 == 0:
        at += timedelta(days=-at.weekday() % 7)
    while at <= last:
        yield at, f"{at:%Y-%m-%d}" if step > 28 else f"{at:%m-%d}"
        at += timedelta(days=step)
