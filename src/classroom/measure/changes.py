"""Inputs that no check asks with: a request of one with its arguments changed in one way each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from grader.sandbox import codec
from grader.sandbox.execute import Request
from grader.sandbox.kinds import is_generator, is_tensor
from grader.sandbox.named import Values
from grader.sandbox.payload import TooLarge, Unencodable


@dataclass(frozen=True)
class _Change:
    """One way to change arguments: what becomes of floating tensors, numbers, whole numbers."""

    name: str
    tensor: Callable[[Tensor], Tensor] = lambda t: t
    number: Callable[[float], float] = lambda x: x
    whole: Callable[[int], int] = lambda n: n


def _times(factor: float) -> _Change:
    return _Change(f"times {factor:g}", lambda t: t * factor, lambda x: x * factor)


_CHANGES = (
    _times(3.0),
    _times(-1.0),
    _times(1e-3),
    _times(50.0),
    _times(0.0),
    _Change("plus 0.7", lambda t: t + 0.7, lambda x: x + 0.7),
    _Change("in float64", lambda t: t.double()),
    _Change("in another layout", lambda t: t.mT.contiguous().mT if t.dim() > 1 else t),
    _Change("with whole numbers one larger", whole=lambda n: n + 1),
)


def changed(request: Request) -> Iterator[tuple[str, Request]]:
    """(what was changed, the request) for each change that makes a difference and can be sent."""
    for change in _CHANGES:
        yield from _form(request, change.name, partial(_mapped, change))
    rows = next((t.shape[0] for t in _tensors_in(request.args) if t.dim()), 0)
    if rows > 1:
        yield from _form(request, "one row", lambda v: _rows(v, rows, lambda t: t[:1]))
        yield from _form(
            request, "each row twice", lambda v: _rows(v, rows, lambda t: torch.cat([t, t]))
        )


def held(value: Any) -> Any:
    """A copy of arguments that a check may change later. Functions, which travel as text, stay."""
    if is_tensor(value) or is_generator(value):
        return codec.copy(value)
    return _inside(value, held)


def _form(
    request: Request, name: str, change: Callable[[Any], Any]
) -> Iterator[tuple[str, Request]]:
    before = [list(request.args), request.kwargs]
    args, kwargs = change(before)
    try:
        if codec.pack([args, kwargs]) == codec.pack(before):
            return
    except (Unencodable, TooLarge):
        return
    yield name, replace(request, args=tuple(args), kwargs=kwargs)


def _mapped(change: _Change, value: Any) -> Any:
    if isinstance(value, Tensor):
        return change.tensor(value) if value.is_floating_point() else value
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return change.whole(value)
    if isinstance(value, float):
        return change.number(value)
    return _inside(value, partial(_mapped, change))


def _rows(value: Any, rows: int, change: Callable[[Tensor], Tensor]) -> Any:
    if isinstance(value, Tensor):
        return change(value) if value.dim() and value.shape[0] == rows else value
    return _inside(value, lambda inner: _rows(inner, rows, change))


def _inside(value: Any, change: Callable[[Any], Any]) -> Any:
    """`value` with each of its parts changed."""
    if isinstance(value, SimpleNamespace):
        return Values(**{name: change(inner) for name, inner in vars(value).items()})
    if isinstance(value, dict):
        return {key: change(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        return type(value)(change(inner) for inner in value)
    return value


def _tensors_in(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, SimpleNamespace):
        yield from _tensors_in(list(vars(value).values()))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _tensors_in(inner)


def leaves(value: Any) -> Iterator[Tensor]:
    """The floating numbers in a value, as tensors."""
    if isinstance(value, Tensor):
        if value.is_floating_point():
            yield value.detach()
    elif isinstance(value, float):
        yield torch.tensor(value, dtype=torch.float64)
    elif isinstance(value, SimpleNamespace):
        yield from leaves(list(vars(value).values()))
    elif isinstance(value, dict):
        yield from leaves(list(value.values()))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
