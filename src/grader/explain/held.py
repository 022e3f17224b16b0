"""What the line that raised held, collected beside student code: facts, and no words.

Of the innermost frame in a student's file, or in a driver that no student's code is below: where
in the text the instruction stands, and of its names the type and, of tensors, shape, dtype and what
autograd knows. All of it is untrusted: the judge looks names and places up in its own copy of the
text (grader.explain.exceptions).
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from types import FrameType, TracebackType
from typing import Annotated, Any

from msgspec import Meta

MAX_THINGS = 40
_MAX_ATTRIBUTES = 12
_MAX_ENTRIES = 1_000
_MAX_NAME = 80
_NAME = r"\A[A-Za-z_]\w*(\.[A-Za-z_]\w*)?\Z"
_MAX_AXES, _MAX_SIZE = 8, 1 << 40
_Size = Annotated[int, Meta(ge=0, le=_MAX_SIZE)]
# Named values that a check hands in (f.probs).
_NAMED = "grader.sandbox.named"
_DRIVER = re.compile(r"<driver (\w{1,80})>")
_Number = Annotated[int, Meta(ge=0, le=1 << 31)]


@dataclass(frozen=True)
class Thing:
    """One name ("W", "self.weight") and what it stood for.

    `dtype` is "" of all but tensors; `of` is the type of all entries of a list or tuple, "" where
    these differ.
    """

    name: Annotated[str, Meta(pattern=_NAME, max_length=_MAX_NAME)]
    type: Annotated[str, Meta(pattern=r"\A\w*\Z", max_length=_MAX_NAME)]
    shape: Annotated[tuple[_Size, ...], Meta(max_length=_MAX_AXES)] = ()
    dtype: Annotated[str, Meta(pattern=r"\A\w*\Z", max_length=_MAX_NAME)] = ""
    requires_grad: bool = False
    is_leaf: bool = False
    of: Annotated[str, Meta(pattern=r"\A\w*\Z", max_length=_MAX_NAME)] = ""


@dataclass(frozen=True)
class Held:
    """The place (first line, last line, first column, last column), and the names known there.

    `driver` is the name of the check's driver that the place is in, "" of a student's file.
    `beyond`: the place called a function of the check's, and that one raised.
    """

    at: tuple[_Number, _Number, _Number, _Number] | None = None
    things: Annotated[tuple[Thing, ...], Meta(max_length=MAX_THINGS)] = ()
    driver: Annotated[str, Meta(pattern=r"\A\w*\Z", max_length=_MAX_NAME)] = ""
    beyond: bool = False

    def plain(self) -> dict[str, Any]:
        """The facts as plain data, for the wire."""
        things = [vars(thing) | {"shape": list(thing.shape)} for thing in self.things]
        return {
            "at": self.at and list(self.at),
            "things": things,
            "driver": self.driver,
            "beyond": self.beyond,
        }


@dataclass
class _Found:
    """Names without those that are too long, or too many."""

    things: dict[str, Thing] = field(default_factory=dict)

    def add(self, name: str, value: Any) -> None:
        fits = len(name) <= _MAX_NAME and name.isascii() and re.match(_NAME, name)
        if fits and name not in self.things and len(self.things) < MAX_THINGS:
            # A class of the student's can do anything when it is looked at; then it is left out.
            with contextlib.suppress(Exception):
                self.things[name] = _thing(name, value)


def end_at_the_turn(error: BaseException, prefix: str) -> None:
    """Let the traceback of a recursion end where a function below `prefix` calls itself again.

    The call that met Python's limit may be of any function on the way.
    """
    turns: list[TracebackType] = []
    traceback = error.__traceback__ if isinstance(error, RecursionError) else None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.replace("\\", "/").startswith(prefix):
            turns.append(traceback)
        traceback = traceback.tb_next
    places = [(turn.tb_frame.f_code, turn.tb_lineno) for turn in turns]
    if places:
        [(commonest, _)] = Counter(places).most_common(1)
        last = max(number for number, place in enumerate(places) if place == commonest)
        turns[last].tb_next = None


def held(traceback: TracebackType | None, prefix: str) -> Held:
    """What the innermost frame of a file below `prefix`, or of a driver, held when it raised.

    Where a driver was called by a student's file, the place of that call, which handed something
    over.
    """
    inner, driver, called_back = None, "", False
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename.replace("\\", "/")
        found_driver = _DRIVER.fullmatch(file)
        if file.startswith(prefix):
            inner, driver, called_back = traceback, "", False
        elif found_driver and (inner is None or driver):
            inner, driver = traceback, found_driver[1]
        elif found_driver:
            called_back = True
        traceback = traceback.tb_next
    if inner is None:
        return Held()
    found = _Found()
    for name, value in _names(inner.tb_frame):
        found.add(name, value)
    return Held(_place(inner), tuple(found.things.values()), driver, called_back)


def _place(inner: TracebackType) -> tuple[int, int, int, int] | None:
    positions = inner.tb_frame.f_code.co_positions()
    line, last, column, end = next(islice(positions, inner.tb_lasti // 2, None), (None,) * 4)
    if line is None or last is None or column is None or end is None:
        return None
    return line, last, column, end


def _names(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """Local names, attributes of the objects behind them, and the global names that are used."""
    # Of a module that is being imported, the names that it uses: its local names are all of them.
    local = {} if frame.f_locals is frame.f_globals else dict(frame.f_locals)
    yield from local.items()
    for name, value in local.items():
        own: dict[str, Any] = {}
        with contextlib.suppress(Exception):
            module = str(type(value).__module__)
            if module.startswith("exercises.") or module == _NAMED:
                own = object.__getattribute__(value, "__dict__")
        used = [attribute for attribute in frame.f_code.co_names if attribute in own]
        for attribute in used[:_MAX_ATTRIBUTES]:
            yield f"{name}.{attribute}", own[attribute]
    for name in frame.f_code.co_names:
        if name in frame.f_globals:
            yield name, frame.f_globals[name]


def _thing(name: str, value: Any) -> Thing:
    kind = type(value)
    said = _word(kind.__name__)
    torch = sys.modules.get("torch")
    if torch is not None and issubclass(kind, torch.Tensor):
        shape = tuple(int(size) for size in value.shape)
        if len(shape) > _MAX_AXES or not all(0 <= size <= _MAX_SIZE for size in shape):
            raise ValueError(f"a shape that cannot be: {shape}")
        return Thing(
            name,
            "Tensor",
            shape,
            str(value.dtype).removeprefix("torch."),
            bool(value.requires_grad),
            bool(value.is_leaf),
        )
    if kind in (list, tuple):
        of = {type(each).__name__ for each in islice(value, _MAX_ENTRIES + 1)}
        alike = len(value) <= _MAX_ENTRIES and len(of) == 1
        return Thing(name, said, (len(value),), of=_word(of.pop()) if alike else "")
    if kind in (dict, str, set):
        return Thing(name, said, (len(value),))
    return Thing(name, said)


def _word(name: Any) -> str:
    """The name of a class, "" where that is no plain word."""
    fits = isinstance(name, str) and name.isidentifier() and name.isascii()
    return name[:_MAX_NAME] if fits else ""
