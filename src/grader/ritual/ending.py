"""The end of the ritual: the learner's own condensed notebook, and where it goes from here."""

from __future__ import annotations

from collections.abc import Iterator

from grader.course.manifest import RITUAL_COPIES
from grader.escape import plain
from grader.record import RitualResult
from grader.ritual.reading import Unreadable, read_notebook
from grader.ritual.spec import RitualSpec

_LINES, _WIDE = 40, 160


def ending(spec: RitualSpec, ritual: RitualResult) -> Iterator[str]:
    """The condensed cells, line by line, once the badge is earned; nothing before that."""
    if not ritual.badge:
        return
    try:
        notebook = read_notebook((spec.topic.folder / RITUAL_COPIES["R4"]).read_bytes())
    except (OSError, Unreadable):
        return  # it was there when it was judged
    yield ""
    yield f"This is your notebook, in {len(notebook.code)} cells:"
    for cell in notebook.code:
        parts = [part.name for part in spec.manifest.parts if part.name in cell.tags]
        lines = cell.source.strip().split("\n")
        yield ""
        yield f"  {', '.join(parts)}"
        yield from (f"    {plain(line, _WIDE)}".rstrip() for line in lines[:_LINES])
        if len(lines) > _LINES:
            yield f"    ... {len(lines) - _LINES} more lines"
    yield ""
    yield f"Now your Kaggle copy: {spec.manifest.source}"
    yield "Copy it, put these cells in its place, and change one thing at a time: what does it do?"
