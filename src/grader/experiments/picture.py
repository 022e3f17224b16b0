"""The curves of a run: a line of numbers each, and a picture where matplotlib is installed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from grader.course.experiments import ExperimentSpec
from grader.errors import UsageError
from grader.escape import plain
from grader.experiments.measured import Measured

INSTALL = 'pip install -c constraints.txt -e ".[plots]"'


def curve_lines(measured: Measured) -> Iterator[str]:
    """Each curve in numbers: where it begins, its lowest value, where it ends."""
    wide = max((len(plain(name, 40)) for name in measured.curves), default=0)
    for name, curve in measured.curves.items():
        finite = [value for value in curve if math.isfinite(value)]
        if finite:
            ends = f"first {curve[0]:.4g}, lowest {min(finite):.4g}, last {curve[-1]:.4g}"
            yield f"{plain(name, 40):{wide}}  {ends}" + (f" ({measured.y})" if measured.y else "")


def draw(spec: ExperimentSpec, measured: Measured, path: Path) -> None:
    """Draw the curves into a picture. Raises UsageError where there is no matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError(f"no picture without matplotlib; run: {INSTALL}") from None
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    for name, curve in measured.curves.items():
        axes.plot(range(1, len(curve) + 1), curve, label=name, linewidth=1)
    axes.set(xlabel=measured.x, ylabel=measured.y, title=f"{spec.ref} {spec.title}")
    if measured.log_x:
        axes.set_xscale("log")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
