"""Named values, such as all values of a forward pass, each made when it is first read.

A check sends the same forward pass to many functions, and each function reads a few of its values.
So the receiver makes a value only when it is read (`wait`).
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from typing import Any

from grader.sandbox.kinds import is_tensor

_own = types.SimpleNamespace.__dict__["__dict__"].__get__


class Values(types.SimpleNamespace):
    """Named values, read as attributes: `f.probs`."""

    __slots__ = ("_make", "_waiting")

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._waiting: dict[str, Any] = {}

    def only(self, names: Iterable[str]) -> Values:
        """The values of these names."""
        return Values(**{name: getattr(self, name) for name in names})

    def wait(self, waiting: dict[str, Any], make: Callable[[Any], Any]) -> None:
        """Leave `waiting` (name -> packed value) as it is; `make` unpacks one when it is read."""
        self._waiting, self._make = waiting, make

    def ready(self) -> dict[str, Any]:
        """The values that are made."""
        return dict(_own(self))

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        own: dict[str, Any] = _own(self)
        for name in list(self._waiting):
            if name not in own:
                getattr(self, name)
            # Moved to the end one by one: the order is that of the sender, not of reading.
            own[name] = own.pop(name)
        self._waiting.clear()
        return own

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._waiting:
            raise AttributeError(f"there is no '{name}' here; there is: {', '.join(vars(self))}")
        value = self._make(self._waiting[name])
        setattr(self, name, value)
        return value

    def __delattr__(self, name: str) -> None:
        vars(self)
        super().__delattr__(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, types.SimpleNamespace) and vars(self) == vars(other)

    __hash__ = None

    def __reduce__(self) -> Any:
        return _restored, (dict(vars(self)),)

    def __repr__(self) -> str:
        return f"Values({', '.join(f'{k} {_brief(v)}' for k, v in vars(self).items())})"


def _restored(named: dict[str, Any]) -> Values:
    return Values(**named)


def _brief(value: Any) -> str:
    return str(tuple(value.shape)) if is_tensor(value) else type(value).__name__
