"""Slips: what stands in a file by mistake, said alike on a laptop and at grading."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from grader.check.source import parse

_MERGE = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
_WAITING = re.compile(rb"\b(?:breakpoint|input|set_trace)\s*\(")


def slips(files: Mapping[str, bytes]) -> Iterator[str]:
    """A sentence on each of `files` (path -> UTF-8 text) that holds a slip."""
    for path, content in files.items():
        if found := _MERGE.search(content):
            line = content.count(b"\n", 0, found.start()) + 1
            yield (
                f"{path}:{line} holds the marks of a merge that was not finished; keep one of the "
                "two versions and take the marks out."
            )
        elif path.endswith(".py") and _WAITING.search(content):
            tree = parse(content.decode("utf-8"))
            for call, line in islice(_waiting(tree), 1) if tree else ():
                yield f"{path}:{line} calls {call}, and nobody answers at grading; take it out."


def _waiting(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Calls that wait for somebody at a keyboard, the part for `python file.py` aside."""
    body = [node for node in tree.body if not _is_main(node)]
    nodes = [node for top in body for node in ast.walk(top)]
    named = {node.arg for node in nodes if isinstance(node, ast.arg)}
    named |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    named |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in {"breakpoint", "input"} - named:
            yield f"{node.func.id}()", node.lineno
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "set_trace":
            yield "set_trace()", node.lineno


def _is_main(node: ast.stmt) -> bool:
    names = ast.walk(node.test) if isinstance(node, ast.If) else ()
    return any(isinstance(name, ast.Name) and name.id == "__name__" for name in names)
