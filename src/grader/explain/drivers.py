"""Exceptions in a driver, the few lines that a check runs beside a learner's functions."""

from __future__ import annotations

import ast
import re

from grader.explain.exceptions import Explained, code
from grader.files import parsed


def of_learner(explained: Explained, driver: str) -> Explained:
    """What is said of an exception in a driver, without the names that are the driver's own."""
    nodes = list(ast.walk(parsed(driver)))
    own = {n.arg for n in nodes if isinstance(n, ast.arg)}
    own |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    name = explained.more.partition(" is ")[0]
    this = next((text for node in nodes if (text := _entry_of(node, name))), "this")
    said = explained._replace(more=re.sub(r"^\w+ is ", f"{this} is ", explained.more))
    words = set(re.findall(r"\w+", f"{said.more} {said.shapes}"))
    return Explained(said.closed) if words & own else said


def _entry_of(node: ast.AST, name: str) -> str:
    """What a loop of a driver goes through by this name: an entry of parameters(); else ""."""
    if not isinstance(node, ast.For | ast.comprehension):
        return ""
    zipped = isinstance(node.iter, ast.Call) and code(node.iter.func) == "zip"
    over = node.iter.args if zipped and isinstance(node.iter, ast.Call) else [node.iter]
    names = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
    for target, each in zip(names, over, strict=False):
        called = each.func if isinstance(each, ast.Call) else None
        if code(target) == name and isinstance(called, ast.Attribute):
            return f"an entry of {called.attr}()"
    return ""
