"""How a check says which task it belongs to, and how code travels to the student's side."""

from __future__ import annotations

import ast
import builtins
import inspect
import symtable
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest

from grader.files import parsed

CATEGORIES = (
    "example",
    "real path",
    "random upstream",
    "other sizes",
    "edge values",
    "dtype",
    "memory layout",
    "in-place safety",
    "rules",
    "speed",
)
DEADLINE = 5.0
_F = TypeVar("_F", bound=Callable[..., Any])
_REACHABLE = frozenset(dir(builtins)) | {"torch", "math"}


def task(
    task_id: str,
    *,
    part: str = "",
    category: str = "",
    deadline: float = DEADLINE,
    tolerance_reason: str = "",
    allow: str = "",
) -> pytest.MarkDecorator:
    """Mark a check as belonging to the task `task_id`, or to a `part` of it.

    A check that names no part of a task with parts belongs to the first.
    `category` (of CATEGORIES) is all that a student learns of a failing hidden check besides its
    pattern; hidden checks need one. `deadline` is in seconds for each call of student code.
    `tolerance_reason` says why a clearly wrong answer may lie within 100 tolerances of the right
    one; the contract of the course asks for it where that is so.
    `allow` is a word of the file's `forbid` that is not forbidden while this check runs.
    """
    if category and category not in CATEGORIES:
        raise ValueError(f"unknown category {category!r}; known: {', '.join(CATEGORIES)}")
    return pytest.mark.task(
        task_id,
        part=part,
        category=category,
        deadline=deadline,
        tolerance_reason=tolerance_reason,
        allow=allow,
    )


def each_task(
    *task_ids: str, category: str = "", deadline: float = DEADLINE, tolerance_reason: str = ""
) -> pytest.MarkDecorator:
    """Run the decorated check once for every task, with the id as its argument `name`."""
    marks = [
        task(t, category=category, deadline=deadline, tolerance_reason=tolerance_reason)
        for t in task_ids
    ]
    params = [pytest.param(t, marks=mark, id=t) for t, mark in zip(task_ids, marks, strict=True)]
    return pytest.mark.parametrize("name", params)


def milestone(*, deadline: float = 60.0, full: bool = False) -> pytest.MarkDecorator:
    """Mark a check that carries no points, on all code of a topic (see grader.learn.milestone).

    It runs with `pytest exercises/<topic> -m milestone`, a `full` one, which takes longer, with
    `-m full`. `deadline` is in seconds.
    """
    return (pytest.mark.full if full else pytest.mark.milestone)(deadline=deadline)


def observe(function: _F) -> _F:
    """Make `function` a driver: it is shipped as text and runs beside the student's code.

    It may use torch, math, builtins and its arguments, nothing of the test module, so that no
    expected value can travel with it; anything else raises TypeError when the module is loaded.
    """
    tree = parsed(textwrap.dedent(inspect.getsource(function)))
    [definition] = tree.body
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    # Nobody evaluates annotations there, so what they name is not needed.
    for node in ast.walk(definition):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    source = ast.unparse(tree)
    [table] = symtable.symtable(source, f"<driver {function.__name__}>", "exec").get_children()
    if foreign := sorted(set(_names_of(table)) - _REACHABLE):
        raise TypeError(
            f"driver {function.__name__} uses {', '.join(foreign)} of its module; "
            "a driver may use torch, math, builtins and its arguments only."
        )
    function.__grader_source__ = source  # type: ignore[attr-defined]
    return function


def _names_of(table: symtable.SymbolTable) -> Iterator[str]:
    """The names that a function, and what is defined in it, reads from outside of it."""
    for symbol in table.get_symbols():
        if symbol.is_global():
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _names_of(inner)
