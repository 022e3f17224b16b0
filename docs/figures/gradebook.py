"""Draws gradebook.svg, the tables of the gradebook: python docs/figures/gradebook.py."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

from classroom.desk.schema import Base

# Text stays text, and the same run gives the same bytes.
plt.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "gradebook", "font.family": "sans-serif"}
INK, SOFT = "#1a1a1a", "#666666"
COLLECTED, FOUND, DECIDED = "#e3eefb", "#fdf0d9", "#e4f3e1"
# Table -> where its box begins (left, top), and of which kind it is.
PLACES = {
    "student": (0.0, 4.4, COLLECTED),
    "push": (0.0, 2.5, COLLECTED),
    "submission": (2.2, 4.4, COLLECTED),
    "result": (4.4, 4.4, FOUND),
    "run": (6.6, 4.4, FOUND),
    "decision": (6.6, 1.8, DECIDED),
}
WIDE, LINE = 1.5, 0.22


def main() -> None:
    """Draw the picture beside this script."""
    figure, axes = plt.subplots(figsize=(9.2, 5.4))
    edges = {}
    for name, table in Base.metadata.tables.items():
        x, y, colour = PLACES[name]
        high = LINE * (len(table.columns) + 1.6)
        edges[name] = x, y, high
        style = "round,pad=0,rounding_size=0.05"
        box = FancyBboxPatch((x, y - high), WIDE, high, boxstyle=style, fc=colour, ec=SOFT, lw=1)
        axes.add_patch(box)
        axes.text(x + 0.08, y - 0.2, name, va="center", size=10.5, color=INK, weight="bold")
        for number, column in enumerate(table.columns, 2):
            axes.text(x + 0.08, y - LINE * number, column.name, va="center", size=8.5, color=INK)
    for name, table in Base.metadata.tables.items():
        for number, column in enumerate(table.columns, 2):
            for key in column.foreign_keys:
                _arrow(axes, edges, name, number, key.column.table.name)
    axes.set_xlim(-0.1, 8.3)
    axes.set_ylim(-0.1, 4.6)
    axes.set_axis_off()
    target = Path(__file__).with_name("gradebook.svg")
    figure.savefig(target, metadata={"Date": None}, bbox_inches="tight")


def _arrow(
    axes: plt.Axes, edges: dict[str, tuple[float, float, float]], name: str, number: int, to: str
) -> None:
    """From a column to the table that it names a row of."""
    x, y, _ = edges[name]
    left, top, high = edges[to]
    start = x, y - LINE * number
    if left < x:
        end = left + WIDE, min(top - 0.2, start[1])
    elif left > x:
        start, end = (x + WIDE, start[1]), (left, top - 0.2)
    else:
        start, end = (x + WIDE * 0.8, y), (x + WIDE * 0.8, top - high)
    axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": INK})


if __name__ == "__main__":
    main()
