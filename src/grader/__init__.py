"""Grokking the Basics: the engine that checks and grades the exercises.

A check imports what it needs from here: `from grader import expect_close, task`. Names are
loaded on first use, so that `import grader` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.check.expect import expect_any_close, expect_close
    from grader.check.task import each_task, milestone, observe, task
    from grader.check.values import Seen, expect_equal, expect_number, expect_numbers, expect_that
    from grader.course.manifest import BEYOND
    from grader.experiments.measured import Measured, experiment
    from grader.learn.long_run import long_run
    from grader.learn.plot import plot
    from grader.sandbox.named import Values

_HOME = {
    "Measured": "grader.experiments.measured",
    "Seen": "grader.check.values",
    "BEYOND": "grader.course.manifest",
    "Values": "grader.sandbox.named",
    "each_task": "grader.check.task",
    "experiment": "grader.experiments.measured",
    "expect_any_close": "grader.check.expect",
    "expect_close": "grader.check.expect",
    "expect_equal": "grader.check.values",
    "expect_number": "grader.check.values",
    "expect_numbers": "grader.check.values",
    "expect_that": "grader.check.values",
    "long_run": "grader.learn.long_run",
    "milestone": "grader.check.task",
    "observe": "grader.check.task",
    "plot": "grader.learn.plot",
    "task": "grader.check.task",
}

__all__ = [
    "BEYOND",
    "Measured",
    "Seen",
    "Values",
    "each_task",
    "expect_any_close",
    "expect_close",
    "expect_equal",
    "expect_number",
    "expect_numbers",
    "expect_that",
    "experiment",
    "load_ipython_extension",
    "long_run",
    "milestone",
    "observe",
    "plot",
    "task",
]


def load_ipython_extension(shell: Any) -> None:
    """%load_ext grader, in a notebook."""
    # By name: whoever imports this package has nothing to do with notebooks.
    importlib.import_module("grader.notebook.magics").load_ipython_extension(shell)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'grader' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOME[name]), name)
