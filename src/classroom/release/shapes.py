"""What code looks like whatever its local names, and the code that a file holds."""

from __future__ import annotations

import ast
import builtins
import json
import re
import textwrap
from collections.abc import Iterator, Sequence

_FIXED = frozenset({"torch", "F", "nn", "np", "math", "random", "self", "cls", *dir(builtins)})
_LEFT_OUT = frozenset({"annotation", "returns", "type_comment", "ctx", "kind", "type_params"})
# What belongs to a step or an object is a name: f.probs here is probs there.
_HOLDERS = frozenset({"f", "g", "self"})
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n(.*?)(?:^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def shape(nodes: Sequence[ast.AST], *, loose: bool = False) -> tuple[str, int]:
    """What statements or an expression look like, whatever their local names, and their size.

    A `loose` shape also forgets constants, and of which step or object an attribute is.
    """
    names: dict[str, str] = {}
    parts: list[str] = []
    size = 0

    def visit(value: object, field: str) -> None:
        nonlocal size
        if isinstance(value, ast.AST):
            size += isinstance(value, ast.expr | ast.stmt)
            if loose and isinstance(value, ast.Constant):
                parts.append(type(value.value).__name__)
                return
            if loose and isinstance(value, ast.Attribute) and _held(value):
                parts.append("Name")
                parts.append(names.setdefault(ast.unparse(value), f"${len(names)}"))
                return
            parts.append(type(value).__name__)
            for name, inner in ast.iter_fields(value):
                if name not in _LEFT_OUT:
                    visit(inner, name)
        elif isinstance(value, list):
            parts.append("[")
            for inner in value:
                visit(inner, field)
            parts.append("]")
        elif field in ("id", "arg") and isinstance(value, str) and value not in _FIXED:
            parts.append(names.setdefault(value, f"${len(names)}"))
        else:
            parts.append(repr(value))

    for node in nodes:
        visit(node, "")
    return " ".join(parts), size


def _held(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in _HOLDERS


def code_in(name: str, content: bytes) -> Iterator[tuple[str, bool]]:
    """The Python texts of a file, and whether each is loose: not a module of its own."""
    if not name.endswith((".py", ".md", ".ipynb")):
        return
    text = content.decode("utf-8", errors="replace")
    if name.endswith(".py"):
        yield text, False
    elif name.endswith(".md"):
        for block in _FENCE.finditer(text):
            yield textwrap.dedent(block[2]), True
        for span in _SPAN.finditer(_FENCE.sub("", text)):
            yield span[1], True
    else:
        try:
            cells = json.loads(text).get("cells", [])
        except (ValueError, AttributeError):
            return
        for cell in cells:
            if cell.get("cell_type") == "code":
                yield "".join(cell.get("source", "")), True
