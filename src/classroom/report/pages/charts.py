"""Charts as inline SVG: drawn by matplotlib, coloured by the page's own style, read as a table."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from classroom.report.history import Attempt, TermHistory, graded
from grader.escape import plain

if TYPE_CHECKING:
    from markupsafe import Markup

# Colours that stand for those of the page: they change with its scheme.
_INK, _SOFT, _LINK, _GOOD, _HALF = "#010101", "#020202", "#030303", "#040404", "#050505"
_NAMES = {_INK: "ink", _SOFT: "soft", _LINK: "link", _GOOD: "good", _HALF: "half"}
_RC: dict[Any, Any] = {
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "font.size": 10,
    "text.color": _INK,
    "axes.edgecolor": _SOFT,
    "axes.labelcolor": _INK,
    "xtick.color": _SOFT,
    "ytick.color": _SOFT,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}

# A due date that is further away would press all else to the left.
_SOON = timedelta(days=21)
_STEPS: dict[str, Callable[[Attempt], bool]] = {
    "begun": lambda one: any(s != "not_started" for s in (one.states or {}).values()),
    "half of the points": lambda one: 0 < one.most <= 2 * one.earned,
    "all points": lambda one: 0 < one.most <= one.earned,
}


@dataclass(frozen=True)
class Drawing:
    """An inline SVG, and the same as a table: `header`, and `rows` of text."""

    svg: Markup
    caption: str
    header: list[str]
    rows: list[list[str]]


def cohort(topic: str, history: TermHistory, of: int) -> Drawing | None:
    """The share of the class that has begun a topic, has half of its points, all of them."""
    firsts: dict[str, list[datetime]] = {"begun": [], "half of the points": [], "all points": []}
    for student in history.students.values():
        known = graded(student.attempts.get(topic, ()))
        for name, holds in _STEPS.items():
            if found := [one.at for one in known if holds(one)]:
                firsts[name].append(min(found))
    total = max(len(history.students), of, 1)
    if not firsts["begun"]:
        return None
    zone = ZoneInfo(history.zone)
    due = shown_due(history, history.due[topic])

    def draw(axes: Any) -> None:
        for (name, times), (colour, dash) in zip(
            firsts.items(), ((_LINK, "-"), (_HALF, "--"), (_GOOD, "-.")), strict=True
        ):
            xs = [at.astimezone(zone).replace(tzinfo=None) for at in sorted(times)]
            ys = [100 * (n + 1) / total for n in range(len(xs))]
            if xs:
                axes.step([xs[0], *xs], [0, *ys], where="post", color=colour, ls=dash, label=name)
        if due is not None:
            at = due.astimezone(zone).replace(tzinfo=None)
            axes.axvline(at, color=_SOFT, lw=1, ls=":", label="due")
        axes.set_ylim(0, 100)
        axes.set_ylabel("% of the class")
        axes.legend(frameon=False, loc="upper left", fontsize=9)

    caption = f"{topic}: share of the class that got so far, by when"
    days = sorted({at.astimezone(zone).date() for times in firsts.values() for at in times})
    rows = [
        [
            day.isoformat(),
            *(
                f"{sum(at.astimezone(zone).date() <= day for at in times) / total:.0%}"
                for times in firsts.values()
            ),
        ]
        for day in days
    ]
    told = f"At the end: {', '.join(f'{n} {len(t)} of {total}' for n, t in firsts.items())}."
    return Drawing(_svg(draw, (7.2, 3.0), caption, told), caption, ["day", *firsts], rows)


def shown_due(history: TermHistory, due: datetime) -> datetime | None:
    """A due date as far as a chart should reach for it; None where that is long from now."""
    return due if due <= history.now + _SOON else None


def _svg(
    draw: Callable[[Any], None], size: tuple[float, float], title: str, description: str
) -> Markup:
    """What `draw` puts on axes, without styles, ids that clash, or colours of its own."""
    import matplotlib as mpl
    from markupsafe import Markup
    from matplotlib import dates
    from matplotlib.figure import Figure

    axis: Any = dates

    with mpl.rc_context(_RC):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots()
        locator = axis.AutoDateLocator()
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(axis.DateFormatter("%m-%d"))
        draw(axes)
        out = io.StringIO()
        figure.savefig(
            out, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r' style="([^"]*)"', _attributes, text)
    for colour, name in _NAMES.items():
        text = text.replace(f'"{colour}"', f'"var(--{name})"')
    _, _, rest = text.partition(">")
    width, height = size
    opening = (
        f'<svg class="chart" viewBox="0 0 {72 * width:g} {72 * height:g}" role="img" '
        f'aria-label="{escape(plain(title, 200))}">'
        f"<title>{escape(plain(title, 200))}</title><desc>{escape(plain(description, 400))}</desc>"
    )
    prefix = re.sub(r"\W+", "-", title)[:30]
    rest = _only_used_ids(rest, prefix)
    return Markup(opening + rest)


def _attributes(match: re.Match[str]) -> str:
    """A style as attributes of presentation, which need no leave of the page's policy."""
    pairs = (part.partition(":") for part in match[1].split(";") if part.strip())
    kept = {name.strip(): value.strip() for name, _, value in pairs}
    if font := kept.pop("font", ""):
        found = re.match(r"(?:\w+ )*?([\d.]+)px", font)
        kept["font-size"] = found[1] if found else "10"
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())


def _only_used_ids(text: str, prefix: str) -> str:
    """Ids that something refers to, told apart from those of other charts; no others."""
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
    text = re.sub(
        r' id="([^"]*)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", text
    )
    text = re.sub(r'(xlink:)?href="#', f'href="#{prefix}-', text)
    return re.sub(r"url\(#", f"url(#{prefix}-", text)
