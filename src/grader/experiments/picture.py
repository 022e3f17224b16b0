"""The curves of a run: a line of numbers each, and a picture where matplotlib is installed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.course.experiments import ExperimentSpec
from grader.errors import UsageError
from grader.escape import plain
from grader.experiments.measured import Measured
from grader.files import write_whole

# None where a curve left the numbers.
_Curves = list[tuple[list[float | None], list[float | None]]]
# More lines in grey hide the new ones.
_EARLIER = 6
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


def draw(spec: ExperimentSpec, measured: Measured, path: Path) -> bool:
    """Draw the curves into a picture, those of earlier runs in grey; whether there are any.

    Raises UsageError where there is no matplotlib.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError(f"no picture without matplotlib; run: {INSTALL}") from None
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    kept = path.with_suffix(".json")
    earlier = _earlier(kept)
    for each in earlier:
        for x, y in each:
            axes.plot(_numbers(x), _numbers(y), color="0.8", linewidth=1)
    for name, curve in measured.curves.items():
        axes.plot(_at(measured, curve), curve, label=name, linewidth=1)
    axes.set(xlabel=measured.x, ylabel=measured.y, title=f"{spec.ref} {spec.title}")
    if measured.log_x:
        axes.set_xscale("log")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    drawn = [(list(_at(measured, curve)), list(curve)) for curve in measured.curves.values()]
    write_whole(kept, msgspec.json.encode([*earlier, drawn][-_EARLIER:]))
    return bool(earlier)


def _earlier(path: Path) -> list[_Curves]:
    """The curves of the last runs, each as its places on both axes."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[_Curves])
    except (OSError, msgspec.MsgspecError):
        return []  # none yet, or a file that somebody else wrote: then there is no grey


def _numbers(kept: Sequence[float | None]) -> list[float]:
    return [math.nan if value is None else value for value in kept]


def _at(measured: Measured, curve: Sequence[float]) -> Sequence[float]:
    return measured.at or range(1, len(curve) + 1)
