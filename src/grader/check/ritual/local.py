"""The ritual on a laptop: the learner's own folder, cells in this process or in children."""

from __future__ import annotations

import sys
import tempfile
from functools import cache
from pathlib import Path

from grader.check.ritual.cells import expected_values, jailed_cells, local_cells
from grader.check.ritual.plan import RitualSpec
from grader.check.ritual.step import Expected, Handed
from grader.check.ritual.steps import judge_ritual
from grader.check.workspace import copy_given
from grader.course import MAX_NOTEBOOK, RITUAL_COPIES
from grader.record import RitualResult
from grader.sandbox.host import Zygote


def local_ritual(spec: RitualSpec, *, jail: bool) -> RitualResult:
    """The ritual as it stands in the learner's folder. Raises CourseError or EngineError."""
    topic = spec.topic
    handed = {step: _handed(topic.folder / name) for step, name in RITUAL_COPIES.items()}
    begun = {step: each for step, each in handed.items() if each is not None}

    @cache
    def expected() -> Expected:
        return expected_values(spec)

    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
    if not jail:
        return judge_ritual(spec, begun, local_cells(topic), expected)
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        work, given = Path(folder, "work"), Path(folder, "given")
        work.mkdir()
        copy_given(topic.folder.parent, [topic], given)
        zygote = Zygote()
        try:
            return judge_ritual(spec, begun, jailed_cells(zygote, topic, work, given), expected)
        finally:
            zygote.close()


def _handed(path: Path) -> Handed | None:
    """The notebook at `path`; None if it is not begun."""
    try:
        with path.open("rb") as stream:
            return Handed(stream.read(MAX_NOTEBOOK + 1))
    except FileNotFoundError:
        return None
    except OSError as e:
        return Handed(problem=f"it cannot be read: {e.strerror}")
