"""Draws walk.svg, the two ways from a function to words about it: python docs/figures/walk.py."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

# Text stays text, and the same run gives the same bytes.
plt.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "walk", "font.family": "sans-serif"}
INK, SOFT, LEARNER, CLASS, WALL = "#1a1a1a", "#666666", "#e3eefb", "#fdf0d9", "#fbe3e3"

# name: (x, y, title, modules, colour)
BOXES = {
    "pytest": (0.0, 4.0, "a keystroke", "pytest exercises/<topic>\nlearn/plugin.py", LEARNER),
    "local": (0.0, 3.0, "a topic's run", "learn/local.py\ncourse/manifest.py", LEARNER),
    "check": (1.15, 3.0, "checks", "check/suite.py, run.py\ncheck/student.py", LEARNER),
    "expect": (1.15, 2.0, "what differs", "check/expect.py, patterns.py\ncheck/naming.py", LEARNER),
    "record": (1.15, 1.0, "the record", "grader/record.py", LEARNER),
    "terminal": (0.0, 1.0, "a terminal", "render/terminal.py\nrender/message.py", LEARNER),
    "grade": (2.3, 4.0, "a class", "grader grade class/*\ngrade/batch.py, cache.py", CLASS),
    "judge": (2.3, 3.0, "a worker", "grade/workers.py\ngrade/judge.py", CLASS),
    "report": (2.3, 1.0, "a report", "grade/report.py, report/\nrender/markdown.py", CLASS),
    "child": (
        2.3,
        2.0,
        "a child, behind walls",
        "sandbox/child.py, jail.py\na student's files",
        WALL,
    ),
}
ARROWS = [
    ("pytest", "local", ""),
    ("local", "check", ""),
    ("check", "expect", "values"),
    ("expect", "record", ""),
    ("record", "terminal", ""),
    ("grade", "judge", "sockets"),
    ("judge", "check", "the same"),
    ("judge", "child", "values"),
    ("record", "report", "closed.py"),
]
WIDE, HIGH = 0.86, 0.58


def main() -> None:
    """Draw the picture beside this script."""
    figure, axes = plt.subplots(figsize=(9.2, 6.0))
    for x, y, title, modules, colour in BOXES.values():
        corner = (x - WIDE / 2, y - HIGH / 2)
        box = FancyBboxPatch(
            corner, WIDE, HIGH, boxstyle="round,pad=0,rounding_size=0.05", fc=colour, ec=SOFT, lw=1
        )
        axes.add_patch(box)
        axes.text(x, y + 0.15, title, ha="center", va="center", size=10.5, color=INK, weight="bold")
        axes.text(x, y - 0.1, modules, ha="center", va="center", size=8.5, color=INK)
    for start, end, said in ARROWS:
        (x0, y0), (x1, y1) = BOXES[start][:2], BOXES[end][:2]
        dx, dy = x1 - x0, y1 - y0
        across = abs(dx) > abs(dy)
        out = (WIDE / 2 + 0.02 if across else 0.0, 0.0 if across else HIGH / 2 + 0.02)
        sx, sy = (1 if dx > 0 else -1), (1 if dy > 0 else -1)
        axes.annotate(
            "",
            (x1 - sx * out[0], y1 - sy * out[1]),
            (x0 + sx * out[0], y0 + sy * out[1]),
            arrowprops={
                "arrowstyle": "<->" if said == "values" and end == "child" else "->",
                "color": INK,
            },
        )
        if said:
            place = ((x0 + x1) / 2, (y0 + y1) / 2)
            shift = (0.0, 0.1) if across else (0.06, 0.0)
            axes.text(
                place[0] + shift[0],
                place[1] + shift[1],
                said,
                size=8,
                color=SOFT,
                ha="center" if across else "left",
                va="center",
            )
    axes.set_xlim(-0.5, 2.8)
    axes.set_ylim(0.6, 4.4)
    axes.set_axis_off()
    target = Path(__file__).with_name("walk.svg")
    figure.savefig(target, metadata={"Date": None}, bbox_inches="tight")


if __name__ == "__main__":
    main()
