"""The leaderboard: a learner's own training runs among those of the lecture, best first."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.escape import plain
from grader.files import write_whole

RUNS = "runs.csv"
LECTURE = "lecture.csv"
COLUMNS = ("validation", "training", "parameters", "steps", "settings")
MAX_RUNS = 10_000
_MAX_TEXT = 200
_SHOWN_TEXT = 44
_WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)


@dataclass(frozen=True)
class Run:
    """One training: mean losses over the validation and the training part; 0 where not known."""

    validation: float
    training: float = math.nan
    parameters: int = 0
    steps: int = 0
    settings: str = ""


def read_runs(path: Path) -> list[Run]:
    """The runs in the CSV file at `path`, in its order; none where there is no file.

    Raises UsageError that names the first wrong line.
    """
    if not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text; save it as CSV in UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    runs: list[Run] = []
    try:
        missing = set(COLUMNS) - set(reader.fieldnames or ())
        if missing:
            wanted = ",".join(COLUMNS)
            raise UsageError(f"{path} line 1: write the columns {wanted} there.")
        for row in reader:
            if len(runs) == MAX_RUNS:
                raise UsageError(f"{path} has more than {MAX_RUNS:,} runs; remove old ones.")
            runs.append(_run(row, f"{path} line {reader.line_num}"))
    except csv.Error as e:
        raise UsageError(f"{path} line {max(1, reader.line_num)}: {e}.") from None
    return runs


def add_run(path: Path, run: Run) -> None:
    """Append `run` to the file at `path`, whose other lines stay as they are."""
    kept = read_runs(path)
    rows = io.StringIO(newline="")
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in [*kept, run]:
        training = "" if math.isnan(each.training) else each.training
        writer.writerow(
            [each.validation, training, each.parameters or "", each.steps or "", each.settings]
        )
    write_whole(path, rows.getvalue().encode())


def leaderboard_table(own: list[Run], lecture: list[Run]) -> Iterator[str]:
    """The best runs by validation loss; ASCII, in at most 100 columns."""
    runs = [(run, "yours") for run in own] + [(run, "lecture") for run in lecture]
    runs.sort(key=lambda pair: pair[0].validation)
    losses, sizes = (
        f"{'validation':>10} {'training':>9} {'gap':>6}",
        f"{'parameters':>10} {'steps':>9}",
    )
    yield f"       {losses} {sizes}  settings"
    for place, (run, whose) in enumerate(runs, 1):
        gap = run.validation - run.training
        yield (
            f"  {place:3}. {run.validation:10.4f} {_number(run.training, 9)} {_number(gap, 6, 3)} "
            f"{_count_text(run.parameters):>10} {_count_text(run.steps):>9}  {whose}: "
            f"{plain(run.settings, _SHOWN_TEXT)}"
        )
    yield ""
    if not own:
        yield 'no run of yours yet; add one: grader leaderboard --add 2.05 --settings "block 8"'
        return
    best, target = min(own, key=lambda run: run.validation), min(r.validation for r in lecture)
    gap = best.validation - target
    where = f"{gap:.4f} above" if gap > 0 else f"{-gap:.4f} below"
    yield f"your best: {best.validation:.4f}, {where} the lecture's best of {target:g}"


def _run(row: dict[str, str | None], where: str) -> Run:
    validation = _loss(row["validation"], f"{where}, validation")
    training = row["training"]
    return Run(
        validation=validation,
        training=_loss(training, f"{where}, training") if training else math.nan,
        parameters=_whole(row["parameters"], f"{where}, parameters"),
        steps=_whole(row["steps"], f"{where}, steps"),
        settings=(row["settings"] or "")[:_MAX_TEXT],
    )


def _loss(text: str | None, where: str) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise UsageError(
            f"{where}: {(text or '')[:40]!r} is no loss; write a number such as 1.993."
        )
    return number


def _whole(text: str | None, where: str) -> int:
    if not text:
        return 0
    if not _WHOLE.fullmatch(text):
        raise UsageError(f"{where}: {text[:40]!r} is no whole number; write one such as 76579.")
    return int(text)


def _number(value: float, wide: int, digits: int = 4) -> str:
    return f"{'-':>{wide}}" if math.isnan(value) else f"{value:{wide}.{digits}f}"


def _count_text(value: int) -> str:
    return f"{value:,}" if value else "-"
