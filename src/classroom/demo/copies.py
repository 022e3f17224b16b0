"""Honest classmates and copies of them, to see what `grader similar` tells apart.

A classmate writes each task as one of the course's own right ways, or as a mistake. A copy is made
by what people do to hide one: names, order, layout, or only half of it.
"""

from __future__ import annotations

import ast
import builtins
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

from classroom.author.compose import Files, solutions, splice
from grader.check.source import definitions_in
from grader.course.manifest import Course, Topic

_NAMES = ("out", "tmp", "res", "val", "cur", "acc", "item", "left", "right", "part", "made", "row")


@cache
def _ways(reference: Path, kind: str) -> dict[str, list[str]]:
    """Function or method -> the texts of the files that define it another way."""
    found: dict[str, list[str]] = {}
    for path in sorted((reference / kind).glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for name in definitions_in(ast.parse(text)):
            found.setdefault(name, []).append(text)
    return found


def classmate(course: Course, topic: Topic, rng: random.Random, slips: float = 0.15) -> Files:
    """A right solution in a way drawn for each task, some tasks by a mistake."""
    files = solutions(course, topic)
    folder = course.reference / topic.id
    units = {name.partition(".")[0] for task in topic.tasks.values() for name in task.names}
    for file in topic.files:
        path = topic.path_in_repository(file.name)
        for task in file.tasks:
            kind = "mistakes" if rng.random() < slips else "alternatives"
            known = [way for name in task.names for way in _ways(folder, kind).get(name, [])]
            if known and rng.random() < 0.6:
                names = {name.partition(".")[0] for name in task.names}
                files[path] = splice(files[path], rng.choice(known), names, units - names)
        files[path] = renamed(files[path], rng, share=0.4)
    return files


def renamed(text: str, rng: random.Random, share: float = 1.0) -> str:
    """The same code with other names for its local variables, or for a `share` of them."""
    lines = text.split("\n")
    places: list[tuple[int, int, str, str]] = []
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        taken = _taken(function)
        fresh = [name for name in _NAMES if name not in taken]
        rng.shuffle(fresh)
        for name in sorted(_locals(function)):
            if not fresh or rng.random() > share:
                continue
            new = fresh.pop()
            places += [
                (node.lineno, node.col_offset, name, new)
                for node in ast.walk(function)
                if isinstance(node, ast.Name) and node.id == name
            ]
    for line, column, old, new in sorted(set(places), reverse=True):
        row = lines[line - 1]
        # Offsets are of bytes, and of an f-string's own text on some Pythons.
        if row.isascii() and row[column : column + len(old)] == old:
            lines[line - 1] = row[:column] + new + row[column + len(old) :]
    return "\n".join(lines)


def _taken(function: ast.FunctionDef) -> set[str]:
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    return names | set(dir(builtins))


def _locals(function: ast.FunctionDef) -> set[str]:
    """Names that a function binds and that nothing else in it means."""
    nodes = list(ast.walk(function))
    bound = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    kept = {n.arg for n in nodes if isinstance(n, ast.arg)}
    for node in nodes:
        if isinstance(node, ast.Global | ast.Nonlocal):
            kept |= set(node.names)
        if isinstance(node, ast.JoinedStr) or (
            node is not function and isinstance(node, ast.FunctionDef)
        ):
            kept |= {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return bound - kept


def reordered(text: str, rng: random.Random) -> str:
    """The same functions in another order, each where another one stood."""
    lines = text.split("\n")
    tree = ast.parse(text)
    spans = [
        (min([n.lineno, *(d.lineno for d in n.decorator_list)]) - 1, n.end_lineno or n.lineno)
        for n in tree.body
        if isinstance(n, ast.FunctionDef)
    ]
    bodies = [lines[start:end] for start, end in spans]
    rng.shuffle(bodies)
    for (start, end), body in reversed(list(zip(spans, bodies, strict=True))):
        lines[start:end] = body
    return "\n".join(lines)


def respaced(text: str, rng: random.Random) -> str:
    """The same statements with comments and empty lines between them, and no docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef)
            and ast.get_docstring(node) is not None
            and node.body[1:]
        ):
            del node.body[0]
    found = []
    for line in ast.unparse(tree).split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        if line.strip() and not line.lstrip().startswith(("el", "except", "finally", "@")):
            if rng.random() < 0.3:
                found.append(f"{indent}# step {rng.randint(1, 99)}: {rng.choice(_NAMES)}")
            if rng.random() < 0.3:
                found.append("")
        found.append(line)
    return "\n".join(found) + "\n"


def half_copied(text: str, own: str, rng: random.Random) -> str:
    """`own` work with every second function of `text` in its place, renamed."""
    theirs = definitions_in(ast.parse(renamed(text, rng)))
    mine = definitions_in(ast.parse(own))
    names = sorted(name for name in theirs.keys() & mine.keys() if "." not in name)
    rng.shuffle(names)
    half = set(names[: (len(names) + 1) // 2])
    return splice(own, renamed(text, rng), half, set(names) - half) if half else own


COPIES: dict[str, Callable[[str, random.Random], str]] = {
    "renamed": renamed,
    "reordered": lambda text, rng: reordered(renamed(text, rng), rng),
    "re-spaced": lambda text, rng: respaced(renamed(text, rng), rng),
}
