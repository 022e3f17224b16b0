"""The code cells of a notebook as Python: what stands in them at the top, magics set aside.

Nothing here runs them, and IPython is not asked: a notebook is read in the same way in a kernel and
by `grader notebook --collect`.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from grader.check.source import Definition, parse

# What times, hides or checks a cell runs it all the same.
_RUNS_BODY = re.compile(r"%%(check|time|timeit|capture|prun)\b")
_MAGIC = re.compile(r"(?P<indent>\s*)([%!?]|\w[\w, ]*=\s*[%!]|.*\?\s*$)")


@dataclass(frozen=True)
class Block:
    """A statement of a cell: its lines, each with its number in the cell (None: not from there)."""

    label: str
    node: ast.stmt
    lines: tuple[tuple[str, int | None], ...]

    @property
    def text(self) -> str:
        """The lines."""
        return "\n".join(line for line, _ in self.lines)


@dataclass
class Book:
    """What the cells of a notebook, in their order, have at the top; the last of a name counts.

    `units` are functions and classes, each with its block; behind it come those of a class that
    derives from its own name, as one writes that goes on with a class. `imports` are the names that
    are imported, each by a line of its own, `constants` names with a value that is written out.
    `left` says what stays behind and why.
    """

    units: dict[str, list[Block]] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    constants: dict[str, list[Block]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def read_cells(cells: Iterable[tuple[str, str]]) -> Book:
    """The notebook whose code cells are (label, source), in the order in which they count."""
    book = Book()
    for label, source in cells:
        _take(book, label, source)
    return book


def _take(book: Book, label: str, source: str) -> None:
    lines, magics = _python(source)
    if magics:
        book.left.append(f"{label}: {_some(magics)}")
    tree = parse("\n".join(lines))
    if tree is None:
        book.left.append(f"{label}: does not parse as Python")
        return
    loose = []
    for node in tree.body:
        block = _block(label, node, lines)
        if isinstance(node, Definition):
            goes_on = isinstance(node, ast.ClassDef) and derives_from_itself(node)
            before = book.units.get(node.name, []) if goes_on else []
            book.units[node.name] = [*before, block]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            book.imports |= dict(_imported(node))
        elif (name := _constant(node)) is not None:
            book.constants[name] = [block]
        elif not isinstance(node, ast.Pass):
            loose.append(ast.unparse(node).partition("\n")[0])
    if loose:
        book.left.append(f"{label}: {_some(loose)}")


def derives_from_itself(node: ast.ClassDef) -> bool:
    """Whether a class goes on with one of its own name."""
    return node.name in [ast.unparse(base) for base in node.bases]


def _some(texts: list[str]) -> str:
    shown = "; ".join(text if len(text) <= 40 else f"{text[:37]}..." for text in texts[:2])
    return shown + (f"; and {len(texts) - 2} more" if len(texts) > 2 else "")


def _python(source: str) -> tuple[list[str], list[str]]:
    """The lines of a cell with magics made `pass`, so that line numbers stay; the magics."""
    lines = source.replace("\r\n", "\n").split("\n")
    magics: list[str] = []
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        if not _RUNS_BODY.match(lines[first]):
            return [], [lines[first]]
        lines[first] = "pass"
    if parse("\n".join(lines)) is None:
        for number, line in enumerate(lines):
            if found := _MAGIC.match(line):
                magics.append(line.strip())
                lines[number] = f"{found['indent']}pass"
    return lines, magics


def _block(label: str, node: ast.stmt, lines: list[str]) -> Block:
    decorators = node.decorator_list if isinstance(node, Definition) else []
    first = min([node.lineno, *(d.lineno for d in decorators)])
    numbers = range(first, (node.end_lineno or node.lineno) + 1)
    return Block(label, node, tuple((lines[number - 1], number) for number in numbers))


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Name -> a line that imports it alone."""
    for alias in node.names:
        name = (alias.asname or alias.name).partition(".")[0]
        more = f" as {alias.asname}" if alias.asname else ""
        if isinstance(node, ast.Import):
            yield name, f"import {alias.name}{more}"
        elif not node.level and alias.name != "*":
            yield name, f"from {node.module} import {alias.name}{more}"


def _constant(node: ast.stmt) -> str | None:
    """The name that a statement gives to a value that is written out; None if it does not."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return None
    target = node.targets[0]
    if not isinstance(target, ast.Name):
        return None
    try:
        ast.literal_eval(node.value)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return None
    return target.id


def free_names(text: str) -> set[str]:
    """The names of a module's text that it does not bind itself, builtins among them."""
    found: set[str] = set()

    def visit(table: symtable.SymbolTable) -> None:
        top = table.get_type() == "module"
        for symbol in table.get_symbols():
            bound = symbol.is_assigned() or symbol.is_imported()
            if symbol.is_referenced() and (not bound if top else symbol.is_global()):
                found.add(symbol.get_name())
        for child in table.get_children():
            visit(child)

    table = symtable.symtable(text, "<cells>", "exec")
    visit(table)
    return found - {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}


def bound_names(tree: ast.Module) -> set[str]:
    """The names that a module binds at its top."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, Definition):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        else:
            found |= {
                inner.id
                for inner in ast.walk(node)
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
            }
    return found
