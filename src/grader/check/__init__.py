"""What a check is and how one runs: expectations, patterns, backends, naming of mistakes."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType


class CallableChecks(ModuleType):
    """So that what `from grader import check` gives can be called: check(softmax)."""

    def __call__(self, *things: object) -> None:
        """Check functions of the notebook (grader.notebook.magics)."""
        # By name: the package of checks rests on nothing that stands above it.
        importlib.import_module("grader.notebook.magics").check(*things)


sys.modules[__name__].__class__ = CallableChecks
