"""Arguments of two sizes, by their docstring, that are paired one by one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.explain.exceptions import code, inside

# "kinks    (j,)  the same dtype": an argument with one axis, and the letter of its size.
_ONE_AXIS = re.compile(r"^\s*(\w+)\s+\(([a-z]),\)", re.MULTILINE)


def paired(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """X - kinks of (m,) and (j,): each x meets one kink, where it fits at all."""
    sizes = dict(_ONE_AXIS.findall(ast.get_docstring(function) or ""))
    for node in inside(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            sizes.pop(node.id, None)  # it may have another size now
    for node in inside(function):
        if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.MatMult):
            continue
        left, right = sizes.get(code(node.left)), sizes.get(code(node.right))
        if left and right and left != right:
            each = ast.parse(f"{code(node.left)}[:, None]", mode="eval").body
            table = code(ast.BinOp(each, node.op, node.right))
            yield (
                f"line {node.lineno}: {code(node)} pairs the entries of ({left},) and ({right},) "
                f"one by one; {table} is ({left}, {right}), each with each"
            )
