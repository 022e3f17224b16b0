"""What cells of a notebook find in the places of packages that draw, or that show a bar."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from grader.sandbox.execute import DRAWING, PROGRESS, stand_in

# Whatever of these a cell imports is there, and does nothing.
REPLACED = (*DRAWING, PROGRESS)
# This module, by name.
STAND_INS = __name__
# A package that draws and is none of pandas' own ways to draw.
_BACKEND = "seaborn"


class StandIns(MetaPathFinder, Loader):
    """Finds nothing behind the packages that draw, and a plain loop behind a bar.

    `have` are further packages that the cells may import.
    """

    def __init__(self, have: Sequence[str]) -> None:
        self._have = have
        self._own: dict[str, ModuleType] = {}
        self._real: dict[str, ModuleType] = {}
        # pandas itself, once it is there, and the way in which it drew.
        self._pandas: Any = None
        self._backend = ""

    def install(self) -> None:
        """From now on, until `remove`; what was imported before comes back then."""
        self._real = _taken_out()
        sys.modules.update(self._own)
        sys.meta_path.insert(0, self)
        if "pandas" in self._have and find_spec("pandas"):
            self._pandas = importlib.import_module("pandas")
            self._backend = self._pandas.get_option("plotting.backend")
            self._pandas.set_option("plotting.backend", _BACKEND)

    def remove(self) -> None:
        """Everything as it was."""
        if self._pandas is not None:
            self._pandas.set_option("plotting.backend", self._backend)
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self]
        self._own = _taken_out()
        sys.modules.update(self._real)

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """A place for each module of a package that is replaced."""
        if fullname.partition(".")[0] in REPLACED:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The stand-in."""
        return stand_in(spec.name, spec.name.split(".")[1:])

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: there is no code behind it."""


def _taken_out() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name.partition(".")[0] in REPLACED]
    return {name: sys.modules.pop(name) for name in names}
