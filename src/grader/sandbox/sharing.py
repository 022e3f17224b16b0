"""Whether the solution files of a submission may run one after another in one child.

A child a file is safest: nothing that one file did is there when the next one runs. It is also most
of what judging costs. So files whose texts show that they leave nothing behind in their process
share a child, where the same is forbidden in them. Whoever writes anything else gets a child a
file: this decides what judging costs, never what is allowed.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

# What a solution needs; none of them changes a process by being imported.
_LIBRARIES = {
    *("__future__", "typing", "collections", "dataclasses", "functools", "itertools", "operator"),
    *("math", "cmath", "fractions", "statistics", "random", "string", "re", "copy", "types"),
    *("torch", "numpy", "exercises", "matplotlib", "tqdm"),
}
# Ways to whatever there is, by its name.
_BY_NAME = {
    *("setattr", "delattr", "exec", "eval", "compile", "globals", "vars"),
    *("__import__", "__builtins__"),
}
# Of a library: settings and generators that all code of a process has in common.
_SETTINGS = ("set", "seed", "manual_seed", "use_", "update", "pop", "clear", "extend")
# What a module may call while it is imported.
_MAKERS = {
    *("dict", "list", "set", "tuple", "enumerate", "range", "zip", "len", "sorted", "chr", "ord"),
}
# Kinds of nodes that _reaches looks at.
_TELLING = (ast.Import, ast.ImportFrom, ast.Name, ast.Attribute, ast.Subscript)


def share_a_child(texts: Iterable[ast.Module | None]) -> bool:
    """Whether all files of a submission leave nothing behind; None is one that does not parse."""
    return all(tree is None or _leaves_nothing(tree) for tree in texts)


def _leaves_nothing(tree: ast.Module) -> bool:
    if not all(map(_defines, tree.body)):
        return False
    nodes = [*ast.walk(tree)]
    imported = set(_imported(nodes))
    return not any(_reaches(node, imported) for node in nodes if isinstance(node, _TELLING))


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that the imports of a file give."""
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield (alias.asname or alias.name).partition(".")[0]


def _defines(node: ast.stmt) -> bool:
    """Whether a statement of a module defines names, and calls nothing else for it."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return all(map(_makes, ast.walk(node)))
    # The part for `python file.py` is not run.
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"


def _makes(node: ast.AST) -> bool:
    return not isinstance(node, ast.Call) or getattr(node.func, "id", "") in _MAKERS


def _reaches(node: ast.AST, imported: Collection[str]) -> bool:
    """Whether a node may change what is not the file's own."""
    if isinstance(node, ast.Import):
        return not {alias.name.partition(".")[0] for alias in node.names} <= _LIBRARIES
    if isinstance(node, ast.ImportFrom):
        outside = not node.level and (node.module or "").partition(".")[0] not in _LIBRARIES
        return outside or any(_is_setting(alias.name) for alias in node.names)
    if isinstance(node, ast.Name):
        return node.id in _BY_NAME
    if isinstance(node, ast.Attribute):
        theirs = _root(node) in imported
        written = not isinstance(node.ctx, ast.Load)
        return node.attr in ("__dict__", "__globals__") or (
            theirs and (written or _is_setting(node.attr))
        )
    if isinstance(node, ast.Subscript):
        return not isinstance(node.ctx, ast.Load) and _root(node) in imported
    return False


def _is_setting(name: str) -> bool:
    return name.startswith(_SETTINGS)


def _root(node: ast.expr) -> str:
    """The name that a path such as torch.nn.functional begins with; "" if with none."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
