"""A name that is given to something new, where what it stood for was to change."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.explain.exceptions import code, inside

Function = ast.FunctionDef | ast.AsyncFunctionDef


def renamed(function: Function) -> Iterator[str]:
    """P = p - ... of a loop over p: a new tensor under the name, the old one in the list.

    And v = ... where nothing reads v before the next turn of the loop gives it another value.
    """
    # += makes a new number, and changes a list or a tensor itself.
    of_numbers = r"(?:list|Sequence)\[(?:int|float)\]"
    numbers = {
        a.arg
        for a in function.args.args
        if a.annotation is not None and re.fullmatch(of_numbers, code(a.annotation))
    }
    for loop in inside(function):
        if not isinstance(loop, ast.For):
            continue
        names = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
        inner = {n for each in inside(loop) if isinstance(each, ast.For | ast.While)
                 for n in inside(each)}  # fmt: skip
        for node in inside(loop):
            if not isinstance(node, ast.Assign | ast.AugAssign):
                continue
            name = code(node.targets[0] if isinstance(node, ast.Assign) else node.target)
            if name not in names or (
                isinstance(node, ast.AugAssign) and code(loop.iter) not in numbers
            ):
                continue
            step = any(isinstance(n, ast.Attribute) and n.attr == "grad" for n in ast.walk(node))
            if step and isinstance(loop.target, ast.Name):
                yield (
                    f"line {node.lineno} gives the name {name} to something new; what the loop "
                    "goes through stays as it was"
                )
            elif node not in inner and not _read_after(function, loop, node, name):
                sign = "=" if isinstance(node, ast.Assign) else f"{code(node).split()[1]}"
                yield (
                    f"line {node.lineno}: {name} {sign} ... gives the loop variable a new value, "
                    f"and {code(loop.iter)} keeps its own: {_instead(loop)}"
                )


def _instead(loop: ast.For) -> str:
    """What writes into the thing that a loop goes through."""
    of, _, items = code(loop.iter).rpartition(".")
    if items == "items()" and isinstance(loop.target, ast.Tuple):
        return f"{of}[{code(loop.target.elts[0])}] = ..."
    return "of a list xs[i] = ... (with enumerate), or a new list"


def _read_after(function: Function, loop: ast.For, node: ast.stmt, name: str) -> bool:
    """Whether what an assignment in a loop gave to `name` may be read, by a later line.

    A range goes on by itself, and nothing is lost where its number changes.
    """
    if name[:1] == "_" or code(loop.iter).startswith(("range(", "enumerate(range(")):
        return True
    end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    around = [n for n in inside(function) if isinstance(n, ast.For | ast.While) and n is not loop]
    # The next turn of a loop around this one may read what this one left.
    again = {n for each in around if loop in inside(each) for n in inside(each)}
    reads = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name
             and isinstance(n.ctx, ast.Load)]  # fmt: skip
    return any((n.lineno, n.col_offset) > end for n in reads) or any(
        n in again and n.lineno < loop.lineno for n in reads
    )


def given_anew(function: Function) -> Iterator[str]:
    """An argument's name given to new tensors, params = {k: p - ...}: the old ones stay."""
    given = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    for node in inside(function):
        value = node.value if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or not isinstance(value, ast.DictComp | ast.ListComp):
            continue
        name = code(node.targets[0])
        made = value.value if isinstance(value, ast.DictComp) else value.elt
        through = {
            n.id for g in value.generators for n in ast.walk(g.iter) if isinstance(n, ast.Name)
        }
        if name in given & through and isinstance(made, ast.BinOp) and isinstance(made.op, ast.Sub):
            yield (
                f"line {node.lineno} gives the name {name} to something new; what the caller "
                f"handed in as {name} stays as it was"
            )
