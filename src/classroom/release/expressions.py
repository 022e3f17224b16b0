"""Expressions of the solutions in what is released: an oracle or a formula that solves a task.

A check that computes the right answer as its solution does gives the solution away, one expression
at a time. What must stand there (a formula that the handout gives, an idiom of the language) is
listed with a reason in reference/<topic>/shown.toml, one table each:

    [[shown]]
    function = "nll"                      # the solution's function
    expression = "-torch.log(p).mean()"   # as ast.unparse writes it there
    files = ["exercises/makemore1/README.md"]   # where it may stand; leave it out for anywhere
    reason = "the handout gives this formula"
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from classroom.author.contract import Problem, tree_of
from classroom.release.shapes import code_in, shape
from grader.check.source import Definition, definitions_in
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import CourseError

SHOWN = "shown.toml"
# Smaller ones (`x.sum() / n`) are what any code is made of.
_LEAST = 7
_LEAST_STEPS = 2
_STEPS = ast.BinOp | ast.Call | ast.Subscript | ast.Compare | ast.comprehension
_ADVICE = (
    "compute it another way (autograd, torch.nn.functional, shipped numbers), or give a reason"
)


class Allowed(msgspec.Struct, forbid_unknown_fields=True):
    """An expression of a solution that may be released: in `files`, anywhere if there are none."""

    function: str
    expression: str
    reason: str
    files: list[str] = []


class _ShownFile(msgspec.Struct, forbid_unknown_fields=True):
    shown: list[Allowed] = []


@dataclass(frozen=True)
class _Expression:
    topic: str
    where: str
    function: str
    text: str


def expression_leaks(course: Course, released: Path) -> list[Problem]:
    """Expressions of the solutions in the files below `released`, but for those with a reason.

    Raises CourseError for a shown.toml that cannot be read.
    """
    solved: dict[str, _Expression] = {}
    shown = {topic.id: _read(course, topic) for topic in course.topics.values()}
    for topic in course.topics.values():
        solved |= _solved(course, topic)
    reasons = {
        (topic, entry.function, entry.expression): entry
        for topic, entries in shown.items()
        for entry in entries
    }
    used: set[tuple[str, str, str]] = set()
    found: dict[tuple[str, str], Problem] = {}
    for path in sorted((released / STUDENT_ROOT).rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(released).as_posix()
        for node, key in _shapes_in(name, path.read_bytes()):
            if (original := solved.get(key)) is None:
                continue
            reason = (original.topic, original.function, original.text)
            entry = reasons.get(reason)
            if entry is not None and (not entry.files or name in entry.files):
                used.add(reason)
                continue
            what = f"line {node.lineno}, {ast.unparse(node)}, is {original.text} of "
            what += f"'{original.function}' in {original.where}"
            advice = f"{_ADVICE} in reference/{original.topic}/{SHOWN}"
            found.setdefault((name, key), Problem(name, what, advice))
    stale = [
        Problem(
            f"reference/{topic}/{SHOWN}",
            f"{expression!r} of '{function}' is in no released file",
            "remove the entry",
        )
        for topic, function, expression in reasons.keys() - used
    ]
    return [*_widest(found), *sorted(stale, key=str)]


def _widest(found: dict[tuple[str, str], Problem]) -> Iterator[Problem]:
    """The problems, without expressions that are part of another one at the same place."""
    for (name, key), problem in found.items():
        if not any(name == n and key != other and key in other for n, other in found):
            yield problem


def _solved(course: Course, topic: Topic) -> Iterator[tuple[str, _Expression]]:
    """Shape -> what solves a task of `topic`, but what its stubs hold already."""
    tasks = {name.partition(".")[0] for task in topic.tasks.values() for name in task.names}
    for file in topic.files:
        where = f"reference/{topic.id}/{file.name}"
        given = {key for _, key in _expressions(tree_of(topic.folder / file.name))}
        for name, definition in definitions_in(tree_of(course.root / where)).items():
            if name.partition(".")[0] not in tasks or isinstance(definition, ast.ClassDef):
                continue
            for node, key in _expressions(definition):
                if key not in given:
                    yield key, _Expression(topic.id, where, name, ast.unparse(node))


def _shapes_in(name: str, content: bytes) -> Iterator[tuple[ast.expr, str]]:
    for text, _loose in code_in(name, content):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        yield from _expressions(tree)


def _expressions(tree: ast.Module | Definition) -> Iterator[tuple[ast.expr, str]]:
    """The expressions that are large enough to tell, with their shapes."""
    for node in ast.walk(tree):
        # Most have too few steps, which is told without writing out their shape.
        if isinstance(node, ast.expr) and _steps(node) >= _LEAST_STEPS:
            key, size = shape([node], loose=True)
            if size >= _LEAST:
                yield node, key


def _steps(node: ast.expr) -> int:
    return sum(isinstance(inner, _STEPS) for inner in ast.walk(node))


def _read(course: Course, topic: Topic) -> list[Allowed]:
    path = course.reference / topic.id / SHOWN
    if not path.is_file():
        return []
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_ShownFile).shown
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        where = path.relative_to(course.root).as_posix()
        raise CourseError(
            f"{where}: {e}; src/classroom/release/expressions.py shows how."
        ) from None
