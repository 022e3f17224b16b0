"""What a class lacks that a check asks of it: a method of a task, or an attribute."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from grader.course.manifest import TaskSpec
from grader.escape import plain
from grader.explain.raised.calls import OPERATORS
from grader.record import Row

# Behind a line of a driver, which no learner has written.
IN_CHECK = "(in the check)"
_OPERATOR = re.compile(
    r"unsupported operand type\(s\) for (\S+)(?: or pow\(\))?: '(\w+)' and '(\w+)'"
)
_SIGN = re.compile(r"bad operand type for unary -: '(\w+)'")
_CALL = re.compile(r"'(\w+)' object is not callable")
_ATTRIBUTE = re.compile(r"AttributeError: '(\w+)' object has no attribute '(\w+)'")


def lacks(
    rows: Sequence[Row], task: str, files: Iterable[tuple[ast.Module | None, Sequence[TaskSpec]]]
) -> tuple[list[Row], str]:
    """Rows of a check of `task` with what a class lacks said in so many words, and what to do next.

    `files` are the topic's: what each has, and its tasks.
    """
    said = [*rows]
    in_check = any(row.text.endswith(IN_CHECK) for row in rows)
    for tree, tasks in files if any(row.label == "raised" for row in rows) else ():
        if found := _undefined(rows, tree, tasks):
            name, other = found
            unit, _, short = name.partition(".")
            idea = next((r.text.partition("; here ")[0] for r in rows if r.label == "why"), "")
            why = f"{idea}; " if idea else ""
            why += f"the class {unit} has no {short} ({other.ref}): grader reset {name} brings"
            waits = [Row("waits", f"for {other.id}")] if other.id != task else []
            kept = [row for row in rows if row.label != "why"]
            return [*kept, Row("why", f"{why} its stub"), *waits], f"grader reset {name}"
        said = [_attribute(row, tree) for row in said] if in_check else said
    return said, f"grader hint {task}"


def _undefined(
    rows: Sequence[Row], tree: ast.Module | None, tasks: Iterable[TaskSpec]
) -> tuple[str, TaskSpec] | None:
    """The method that an exception asked for and its task, where a file has it nowhere.

    `tasks` are those of the file with this `tree`. Where the def only stands in the wrong place,
    what is said of that place is the better word.
    """
    if tree is None:
        return None
    there = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    classes = {n.name for n in tree.body if isinstance(n, ast.ClassDef)}
    asked = {name: task for task in reversed([*tasks]) for name in task.names}
    for name in (name for row in rows if row.label == "raised" for name in _asked(row.text)):
        unit, _, short = name.partition(".")
        if name in asked and unit in classes and short not in there:
            return name, asked[name]
    return None


def _asked(text: str) -> Iterator[str]:
    """The methods that Python looked for before it raised this."""
    if found := _OPERATOR.search(text):
        sign, left, right = found.groups()
        if short := OPERATORS.get(sign.rstrip("=")):
            yield f"{left}.__{short}__"
            # Of two objects of one class, Python asks for no reversed method.
            yield from [f"{right}.__r{short}__"] if left != right else []
    if found := _SIGN.search(text):
        yield f"{found[1]}.__neg__"
    if found := _CALL.search(text):
        yield f"{found[1]}.__call__"
    if found := _ATTRIBUTE.search(text):
        yield f"{found[1]}.{found[2]}"


def _attribute(row: Row, tree: ast.Module | None) -> Row:
    """Of an attribute that a check reads and an object lacks: both sides, as of a value."""
    found = _ATTRIBUTE.search(row.text) if row.label == "raised" else None
    classes = [n for n in tree.body if isinstance(n, ast.ClassDef)] if tree is not None else []
    own = [each for each in classes if found is not None and each.name == found[1]]
    if found is None or not own:
        return row
    # The docstring of a class has a line for each attribute: its name, then what it is.
    said = re.search(
        rf"^\s*{re.escape(found[2])}  +([^,;:.\n]+)", ast.get_docstring(own[0]) or "", re.MULTILINE
    )
    expected = plain(said[1].strip(), 80) if said else "one"
    return Row("value", f"yours has no attribute {found[2]}, expected {expected}")
