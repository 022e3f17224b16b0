"""The log of runs: what was graded again, who moved by it, and what was decided."""

from __future__ import annotations

from classroom.report.page import render, shown
from classroom.report.pages.site import WORDS, Site, nav


def regrades_page(site: Site) -> str:
    """The runs of a term, the last one first."""
    runs = site.history.runs if site.history else []
    return render(
        "regrades",
        up="",
        nav=nav(site),
        title="Regrades",
        generated=site.generated,
        runs=[
            (run, [shown(line, 300) for line in run.lines[:400]], max(0, len(run.lines) - 400))
            for run in reversed(runs)
        ],
        **WORDS,
    )
