"""What an `@observe` driver may do: make student code run, and return what it saw.

A driver runs in the student's process, which may change whatever it computes there. A comparison, a
choice or a count made by it is a verdict made by student code; so these belong to the check.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from classroom.author.contract import Problem, tree_of
from grader.course.manifest import Course, Topic

# Builtins that decide, count or put in order.
_BUILTINS = re.compile(
    "all|any|bool|callable|filter|frozenset|hasattr|hash|id|isinstance|issubclass|len|max|min"
    "|sorted|set|type"
)
# The same as methods, or as functions of torch and math.
_METHODS = re.compile(
    "all|allclose|a?max|a?min|any|arg(max|min|sort)|bincount|count|count_nonzero|endswith|eq|equal"
    "|ge|gt|index|is_|is_set|isclose|isdisjoint|is(finite|inf|nan)|issubset|issuperset|le|lt"
    "|maximum|minimum|ne|nonzero|sort|startswith|topk|unique|where|__(eq|ne|len|contains)__"
)
_ADVICE = "return what it saw, and let the check compare"


def driver_problems(course: Course, topic: Topic) -> list[Problem]:
    """No driver of the topic's checks compares, chooses, counts or puts in order."""
    found: list[Problem] = []
    for folder in (topic.folder, course.hidden / topic.id):
        for path in sorted(folder.glob("*.py")):
            for driver in drivers_in(tree_of(path)):
                where = path.relative_to(course.root)
                for line, what in verdicts_in(driver):
                    text = f"driver {driver.name} {what}"
                    found.append(Problem(f"{where}:{line}", text, _ADVICE))
    return found


def drivers_in(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions that are decorated with `observe`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(
            ast.unparse(decorator).split(".")[-1] == "observe" for decorator in node.decorator_list
        ):
            yield node


def verdicts_in(driver: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """(line, what it does) of everything in a driver that belongs to the check."""
    given = _given(driver)
    # type(x).__name__ is what it saw.
    named_types = {
        id(node.value)
        for node in ast.walk(driver)
        if isinstance(node, ast.Attribute) and node.attr == "__name__"
    }
    for node in ast.walk(driver):
        line = getattr(node, "lineno", driver.lineno)
        if isinstance(node, ast.Compare | ast.BoolOp | ast.Assert | ast.Match) or _negates(node):
            yield line, f"compares: {_short(node)}"
        elif isinstance(node, ast.If | ast.IfExp | ast.While) and not _is_given(node.test, given):
            yield line, f"chooses by {_short(node.test)}, which is no argument of its own"
        elif isinstance(node, ast.comprehension) and node.ifs:
            yield node.iter.lineno, f"chooses by {_short(node.ifs[0])}"
        elif isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Constant):
            yield line, f"counts: {_short(node)}"
        elif isinstance(node, ast.Call) and id(node) not in named_types and _decides(node):
            yield line, f"calls {_short(node.func)}"


def _given(driver: ast.FunctionDef) -> set[str]:
    """The driver's arguments but the student's module, where nothing assigns to them again."""
    arguments = driver.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)][1:]
    stored = {
        node.id
        for node in ast.walk(driver)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    return set(names) - stored


def _is_given(test: ast.expr, given: set[str]) -> bool:
    return isinstance(test, ast.Name) and test.id in given


def _negates(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _decides(call: ast.Call) -> bool:
    """Whether a call compares, chooses, counts or puts in order."""
    if isinstance(call.func, ast.Name):
        # With three arguments getattr chooses.
        chooses = call.func.id == "getattr" and len(call.args) > 2
        return chooses or bool(_BUILTINS.fullmatch(call.func.id))
    return isinstance(call.func, ast.Attribute) and bool(_METHODS.fullmatch(call.func.attr))


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
