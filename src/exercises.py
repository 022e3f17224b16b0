"""The `exercises` of whoever imports it: the folder of the importing file's own repository.

A script finds its own folder and no other, so `from exercises.makemore1.letters import STOI` in
exercises/makemore1/counting.py needs help. This module is installed beside the engine, so it is
there in every script, editor and notebook. It takes its own place as a plain folder, whose path is
looked for anew at each import:

1. the repository of the file that imports, never another clone's;
2. what sys.path offers, as for any folder without an __init__.py;
3. the repository of the folder that one is in (a notebook's), else the one that this stands in.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import FrameType

from grader.course.home import STUDENT_ROOT, repository_of

_HERE = Path(__file__).resolve()
# An environment often lies in a clone, and is no part of it; nor is the engine the one who asks.
_INSTALLED = ("stdlib", "platstdlib", "purelib", "platlib", "scripts")
_FOREIGN = tuple(
    f"{folder}{os.sep}"
    for folder in (
        *(sysconfig.get_path(name) for name in _INSTALLED),
        *([sys.prefix] if sys.prefix != sys.base_prefix else []),
        _HERE.parent,
    )
)


class _Places:
    """The folders that `exercises` is made of, found again whenever somebody asks."""

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._found()))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, index: int) -> str:
        return list(self)[index]

    def _found(self) -> Iterator[str]:
        if importing := _importing():
            yield str(importing / STUDENT_ROOT)
        offered = [Path(entry or ".", STUDENT_ROOT) for entry in sys.path]
        offered = [folder for folder in offered if folder.is_dir()]
        yield from map(str, offered)
        if not (importing or offered):
            place = repository_of(Path.cwd()) or repository_of(_HERE)
            if place is not None:
                yield str(place / STUDENT_ROOT)


def _importing() -> Path | None:
    """The repository of the nearest file on the stack that lies in one, and was not installed."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith(("<", *_FOREIGN)) and (root := repository_of(Path(name))):
            return root
        frame = frame.f_back
    return None


_spec = ModuleSpec(STUDENT_ROOT, None, is_package=True)
_spec.submodule_search_locations = _Places()  # type: ignore[assignment]
sys.modules[__name__] = module_from_spec(_spec)
