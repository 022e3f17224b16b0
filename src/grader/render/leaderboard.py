"""What `grader leaderboard` prints: a learner's runs among those of the lecture, best first."""

from __future__ import annotations

import math
from collections.abc import Iterator

from grader.render.escape import plain
from grader.runs import Run

_SETTINGS = 44


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
            f"  {place:3}. {run.validation:10.4f} {_loss(run.training, 9)} {_loss(gap, 6, 3)} "
            f"{_count(run.parameters):>10} {_count(run.steps):>9}  {whose}: "
            f"{plain(run.settings, _SETTINGS)}"
        )
    yield ""
    if not own:
        yield 'no run of yours yet; add one: grader leaderboard --add 2.05 --settings "block 8"'
        return
    best, target = min(own, key=lambda run: run.validation), min(r.validation for r in lecture)
    gap = best.validation - target
    where = f"{gap:.4f} above" if gap > 0 else f"{-gap:.4f} below"
    yield f"your best: {best.validation:.4f}, {where} the lecture's best of {target:g}"


def _loss(value: float, wide: int, digits: int = 4) -> str:
    return f"{'-':>{wide}}" if math.isnan(value) else f"{value:{wide}.{digits}f}"


def _count(value: int) -> str:
    return f"{value:,}" if value else "-"
