"""The curves of a run: a line of numbers each, and a picture where matplotlib is installed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.course.experiments import ExperimentSpec
from grader.errors import UsageError
from grader.escape import plain
from grader.experiments.measured import Measured

INSTALL = 'pip install -c constraints.txt -e ".[plots]"'


def curve_lines(measured: Measured) -> Iterator[str]:
    """Each curve in numbers: where it begins and ends, and its lowest value."""
    wide = max((len(plain(name, 40)) for name in measured.curves), default=0)
    for name, curve in measured.curves.items():
        finite = [value for value in curve if math.isfinite(value)]
        if finite:
            at = _at(measured, curve)
            first, last = (f"{curve[i]:.4g} at {measured.x} {at[i]:,g}" for i in (0, -1))
            ends = f"first {first}, lowest {min(finite):.4g}, last {last}"
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
        axes.plot(_at(measured, curve), curve, label=name, linewidth=1)
    axes.set(xlabel=measured.x, ylabel=measured.y, title=f"{spec.ref} {spec.title}")
    if measured.log_x:
        axes.set_xscale("log")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def _at(measured: Measured, curve: Sequence[float]) -> Sequence[float]:
    return measured.at or range(1, len(curve) + 1)
