"""A learner's own training runs, and the lecture's: tables of losses with the settings."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.files import write_whole

RUNS = "runs.csv"
LECTURE = "lecture.csv"
COLUMNS = ("validation", "training", "parameters", "steps", "settings")
MAX_RUNS = 10_000
_MAX_TEXT = 200
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
