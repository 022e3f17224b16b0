"""The runs of an experiment on this machine: build/experiments/REF.csv, a line a run.

It is the learner's own file: that a prediction was written down before the first run is a courtesy.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.course.experiments import ExperimentSpec, Value, number
from grader.errors import UsageError
from grader.experiments.measured import Size
from grader.experiments.report import assigned

FOLDER = Path("build", "experiments")
_FIRST = ("time", "size", "seconds", "prediction", "settings")
_MAX_BYTES = 4 << 20


@dataclass(frozen=True)
class ExperimentRun:
    """One run: when (ISO 8601), at which size, and what was predicted, set and found."""

    time: str
    size: str
    seconds: float
    prediction: str
    settings: str
    found: dict[str, float]


def log_path(root: Path, spec: ExperimentSpec) -> Path:
    """Where the runs of an experiment are kept."""
    return root / FOLDER / f"{spec.ref}.csv"


def read_runs(root: Path, spec: ExperimentSpec) -> list[ExperimentRun]:
    """The runs so far, the oldest first; a line that cannot be read is left out.

    Raises UsageError where there is a file that cannot be read.
    """
    path = log_path(root, spec)
    try:
        text = path.read_bytes()[:_MAX_BYTES].decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    except OSError as e:
        raise UsageError(f"cannot read {path}: {e.strerror}") from None
    runs = []
    for row in csv.DictReader(io.StringIO(text.replace("\0", ""))):
        found = {each.name: number(row.get(each.name) or "") for each in spec.found}
        seconds = number(row.get("seconds") or "")
        if seconds is None or None in found.values() or row.get("size") not in ("graded", "laptop"):
            continue
        texts = [str(row.get(name) or "") for name in ("time", "size", "prediction", "settings")]
        numbers = {name: value for name, value in found.items() if value is not None}
        runs.append(ExperimentRun(texts[0], texts[1], seconds, texts[2], texts[3], numbers))
    return runs


def add_run(
    root: Path,
    spec: ExperimentSpec,
    *,
    time: str,
    size: Size,
    seconds: float,
    prediction: str,
    settings: Mapping[str, Value],
    found: Mapping[str, float],
) -> None:
    """Append a run as one whole line. Raises OSError."""
    path = log_path(root, spec)
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [each.name for each in spec.found]
    texts = [time, size, f"{seconds:.1f}", prediction, assigned(settings)]
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    if not path.is_file() or not path.stat().st_size:
        writer.writerow([*_FIRST, *names])
    writer.writerow([*texts, *(repr(float(found[name])) for name in names)])
    with path.open("ab", buffering=0) as stream:
        stream.write(line.getvalue().encode())
