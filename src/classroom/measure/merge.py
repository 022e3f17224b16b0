"""Two known mistakes in one function: what each changes, put together."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise

from classroom.author.compose import splice
from grader.check.source import definitions_in

_DOCUMENTED = (ast.FunctionDef, ast.ClassDef, ast.Module)


def merged(base: str, one: str, other: str, units: Collection[str]) -> str:
    """The solution file `base` with what two overrides of `units` change; "" where that is none.

    Both must change one function at least, and no statement of it that the other changes. A line of
    what ast.unparse writes is a statement, or the head of one.
    """
    original = _folded(base)
    texts = [_laid(base, text, frozenset(units)) for text in (one, other)]
    if not set.intersection(*(_changed(original, text) for text in texts)):
        return ""
    lines = original.splitlines()
    edits = [edit for text in texts for edit in _edits(lines, text.splitlines())]
    edits.sort(key=lambda edit: edit[:2])
    for (start, end, _), (following, _, _) in pairwise(edits):
        if following < end or following == start:
            return ""
    for start, end, put in reversed(edits):
        lines[start:end] = put
    text = "\n".join(lines) + "\n"
    try:
        compile(text, "merged", "exec")
    except SyntaxError:
        # A head without its body: the two do not stand in different statements.
        return ""
    return "" if text in texts else text


def _edits(before: list[str], after: list[str]) -> list[tuple[int, int, list[str]]]:
    """(first line, line behind the last, what stands in their place) of all changes."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        (start, end, after[first:last])
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _changed(original: str, text: str) -> set[str]:
    """The functions and methods of `original` that are others in `text`."""
    ours, theirs = (definitions_in(ast.parse(each)) for each in (original, text))
    return {
        name
        for name, node in ours.items()
        if not isinstance(node, ast.ClassDef)
        and name in theirs
        and ast.dump(node) != ast.dump(theirs[name])
    }


@lru_cache(maxsize=256)
def _laid(base: str, override: str, units: frozenset[str]) -> str:
    return _folded(splice(base, override, {*units}, set()))


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    """A file without docstrings, in one hand, with derived methods in the class they belong to."""
    tree = ast.parse(text)
    body: list[ast.stmt] = []
    classes: dict[str, ast.ClassDef] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            first = classes.get(node.name)
            derived = first is not None and [ast.unparse(b) for b in node.bases] == [node.name]
            if first is not None and derived and "super" not in ast.unparse(node):
                _put_methods(first, node)
                continue
            classes[node.name] = node
        body.append(node)
    tree.body = body
    for owner in ast.walk(tree):
        if isinstance(owner, _DOCUMENTED) and ast.get_docstring(owner, clean=False) is not None:
            owner.body = owner.body[1:] or [ast.Pass()]
        if isinstance(owner, ast.FunctionDef):
            _plain(owner)
    return ast.unparse(ast.fix_missing_locations(tree))


def _plain(function: ast.FunctionDef) -> None:
    """Take away what differs from hand to hand: names of variables, annotations, texts of errors.

    A mistake is written as a learner writes it, the reference as we do.
    """
    function.returns = None
    kept = {"_"}
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            node.annotation = None
            kept.add(node.arg)
        elif isinstance(node, ast.ExceptHandler | ast.Global | ast.Nonlocal | ast.AnnAssign):
            return
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            node.exc.args = []
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    names.sort(key=lambda node: (node.lineno, node.col_offset))
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)} - kept
    numbers: dict[str, int] = {}
    for node in names:
        if node.id in stored:
            node.id = f"v{numbers.setdefault(node.id, len(numbers))}"


def _put_methods(into: ast.ClassDef, derived: ast.ClassDef) -> None:
    """Each statement of `derived` in the place of the one that defines the same name, or behind."""
    for statement in derived.body:
        name = getattr(statement, "name", None)
        places = [i for i, s in enumerate(into.body) if name and getattr(s, "name", None) == name]
        if places:
            into.body[places[-1]] = statement
        else:
            into.body.append(statement)
