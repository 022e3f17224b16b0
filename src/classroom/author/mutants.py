"""Mutants of a solution: its text with one small change each (classroom.author.operators)."""

from __future__ import annotations

import ast
import difflib
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from classroom.author.operators import changes, size_names

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Mutant:
    """A solution file with one change in `function`; `before` and `after` are the changed lines.

    `id` is file:function:line:operator:k, with the line of the reference. `nth` tells mutants of a
    function apart whose changed lines read the same. `body` is the function or
    class as it stands in `text`.
    """

    id: str
    file: str
    function: str
    operator: str
    before: str
    after: str
    nth: int
    text: str
    body: str

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What stays the same when lines move."""
        return self.file, self.function, self.before, self.after, self.nth


def mutants(file: str, text: str) -> list[Mutant]:
    """All mutants of the functions and methods in `text`, in the order of the text."""
    found: list[Mutant] = []
    numbers: Counter[tuple[str, int, str]] = Counter()
    lines: Counter[tuple[str, str, str]] = Counter()
    whole = text.splitlines()
    for unit in ast.parse(text).body:
        if not isinstance(unit, _Function | ast.ClassDef):
            continue
        seen = {ast.dump(unit)}
        original = ast.unparse(unit).splitlines()
        start = min([unit.lineno, *(one.lineno for one in unit.decorator_list)]) - 1
        above, below = whole[:start], whole[unit.end_lineno :]
        for name, line, operator in _variants(unit):
            body = ast.unparse(unit)
            try:
                parsed = ast.parse(body)
                compile(parsed, file, "exec")
            except SyntaxError:
                continue
            same = ast.dump(parsed.body[0])
            if same in seen:
                continue
            seen.add(same)
            before, after = _difference(original, body.splitlines())
            numbers[name, line, operator] += 1
            lines[name, before, after] += 1
            number = numbers[name, line, operator]
            mutant = Mutant(
                f"{file}:{name}:{line}:{operator}:{number}",
                file,
                name,
                operator,
                before,
                after,
                lines[name, before, after],
                "\n".join([*above, body, *below]) + "\n",
                body,
            )
            found.append(mutant)
    return found


def with_another(first: Mutant, alone: Mapping[str, str], rng: random.Random) -> Mutant | None:
    """A mutant with one change more in its function, drawn from all; None if that is none.

    `alone` has the text of each unit (function, class) of the original, and that of all with one
    change: what one change alone gives is no second one.
    """
    unit = ast.parse(first.body).body[0]
    assert isinstance(unit, _Function | ast.ClassDef)
    count = sum(1 for _ in _variants(unit, first.function))
    if not count:
        return None
    drawn = islice(_variants(unit, first.function), rng.randrange(count), None)
    _name, _line, operator = next(drawn)
    body = ast.unparse(unit)
    try:
        compile(body, first.file, "exec")
    except SyntaxError:
        return None
    if body in alone:
        return None
    original = alone[first.body]
    before, after = _difference(original.splitlines(), body.splitlines())
    return replace(
        first,
        id=f"{first.id} and {operator}",
        operator="two",
        before=before,
        after=after,
        nth=1,
        body=body,
        text=first.text.replace(first.body, body, 1),
    )


def bodies(file: str, text: str) -> dict[str, str]:
    """The text of each unit of a solution, as it is and with one change -> as it is."""
    units = {
        node.name: ast.unparse(node)
        for node in ast.parse(text).body
        if isinstance(node, _Function | ast.ClassDef)
    }
    found = {body: body for body in units.values()}
    return found | {m.body: units[m.function.partition(".")[0]] for m in mutants(file, text)}


def _difference(before: list[str], after: list[str]) -> tuple[str, str]:
    changed = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    removed = [line[2:].strip() for line in changed if line[0] == "-"]
    added = [line[2:].strip() for line in changed if line[0] == "+"]
    return "\n".join(removed), "\n".join(added)


def _variants(unit: _Function | ast.ClassDef, only: str = "") -> Iterator[tuple[str, int, str]]:
    """(function, line, operator) for every change of every node; `unit` has it until the next.

    `only` is the one function or method to look at, where there is one.
    """
    places = _places(unit)
    for function, name in _functions(unit):
        if only not in ("", name):
            continue
        sizes = size_names(function)
        for node in list(_code(function)):
            parent, field, position = places[id(node)]
            for operator, new in list(changes(node, parent, field, sizes)):
                _put(parent, field, position, new)
                yield name, getattr(node, "lineno", function.lineno), operator
                _put(parent, field, position, node)


def _functions(unit: _Function | ast.ClassDef) -> list[tuple[_Function, str]]:
    if isinstance(unit, ast.ClassDef):
        methods = [node for node in unit.body if isinstance(node, _Function)]
        return [(method, f"{unit.name}.{method.name}") for method in methods]
    return [(unit, unit.name)]


def _places(unit: ast.AST) -> dict[int, tuple[ast.AST, str, int | None]]:
    """The id of a node -> its parent, the field that holds it, and where in a list."""
    found: dict[int, tuple[ast.AST, str, int | None]] = {}
    for parent in ast.walk(unit):
        for field, value in ast.iter_fields(parent):
            for position, child in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(child, ast.AST):
                    found[id(child)] = (
                        parent,
                        field,
                        position if isinstance(value, list) else None,
                    )
    return found


def _put(parent: ast.AST, field: str, position: int | None, new: ast.AST | None) -> None:
    new = ast.fix_missing_locations(ast.Pass() if new is None else new)
    if position is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[position] = new


def _code(function: _Function) -> Iterator[ast.AST]:
    """The nodes of a function that run: no docstring, no annotations, no decorators."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) else function.body
    stack: list[ast.AST] = [*function.args.defaults, *body]
    while stack:
        node = stack.pop(0)
        yield node
        inner = [
            child
            for field, value in ast.iter_fields(node)
            if field not in ("annotation", "returns", "decorator_list", "ctx")
            for child in (value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
        ]
        stack[:0] = inner
