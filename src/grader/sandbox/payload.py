"""What a payload is: its limits, what can be wrong with one, and what both directions share.

A payload is `u32 length of structure | structure | raw`. The structure is msgpack; None, bool,
int, float, str, bytes and list stand for themselves, everything else is a map with one key that
names its kind. Tensor bytes follow in `raw`, in the order in which the structure names them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from grader.sandbox.kinds import Lazy

if TYPE_CHECKING:
    import torch
else:
    torch = Lazy("torch")

MAX_DEPTH = 32
MAX_DIGITS = 1000
DTYPES = frozenset(
    (
        *("float16", "bfloat16", "float32", "float64", "complex64", "complex128"),
        *("bool", "uint8", "int8", "int16", "int32", "int64"),
    )
)
NUMPY_KINDS = "fiubc"


@dataclass(frozen=True)
class Room:
    """How much a payload may hold.

    `raw` bytes of tensors, bytes of `structure`, and `containers`: lists, dicts, tensors, all that
    the decoder builds one by one.
    """

    raw: int
    structure: int
    containers: int


# What a check sends is ours. No answer of a right solution of the course has more than a tenth of
# what may be answered (tests/course/test_reference.py); a judge has to hold and to compare it.
SENT = Room(64 << 20, 1 << 20, 100_000)
ANSWERED = Room(8 << 20, 1 << 20, 5_000)


class Unencodable(TypeError):
    """A value of a kind that cannot cross."""


class TooLarge(ValueError):
    """A value with more bytes than may cross."""


class Malformed(ValueError):
    """Bytes that are not a payload."""


class Driver:
    """A function as text, for student code to be run by or to call (see grader.observe)."""

    MODULE = "driver"

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source

    def compile(self, *, past: bool = False) -> Callable[..., Any]:
        """The function, with torch, math and the builtins in reach and nothing else.

        `past` stubs the empty answer of one pairs with nothing, also in a strict zip.
        """
        namespace: dict[str, Any] = {"math": math, "__name__": self.MODULE}
        if "torch" in self.source:
            namespace["torch"] = torch
        if past:
            namespace["zip"] = lambda *given, strict=False: zip(*given, strict=False)
        exec(compile(self.source, f"<driver {self.name}>", "exec"), namespace)
        function: Callable[..., Any] = namespace[self.name]
        return function


# What a method that is still a stub answers while those that are written are looked at.
_EMPTY: dict[str, Callable[[], Any]] = {"list": list, "None": lambda: None, "int": int}


@contextmanager
def past_stubs(module: ModuleType, past: Mapping[str, str]) -> Iterator[None]:
    """While a request runs, these methods of the module's classes answer with nothing."""
    kept = []
    for name, kind in past.items():
        of, _, method = name.rpartition(".")
        owner = getattr(module, of, None)
        if isinstance(owner, type) and method in vars(owner) and kind in _EMPTY:
            kept.append((owner, method, vars(owner)[method]))
            setattr(owner, method, lambda *_given, _of=_EMPTY[kind], **_named: _of())
    try:
        yield
    finally:
        for owner, method, own in kept:
            setattr(owner, method, own)


def extent(shape: Sequence[int], strides: Sequence[int], itemsize: int, most: int) -> int | None:
    """How many elements the layout spans; None if places share memory, or for > `most` bytes."""
    span = 1
    for stride, size in sorted(zip(strides, shape, strict=True)):
        if size <= 1 or stride == 0:
            continue
        if stride < span:
            return None
        span = stride * (size - 1) + span
    return span if span * itemsize <= most else None
