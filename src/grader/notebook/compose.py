"""The solution files of a topic with the functions of a notebook in the places of the stubs.

What is checked in a notebook is this text, and so is what is saved: both have one verdict. A
function takes along what it needs of the notebook: imports, helpers, names with a written value,
and functions that other tasks of the topic ask for.
"""

from __future__ import annotations

import ast
import builtins
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.check.source import Definition, definitions_in
from grader.course.manifest import STUDENT_ROOT, Topic
from grader.errors import UsageError
from grader.notebook.source import Block, Book, bound_names, derives_from_itself, free_names

_Lines = list[tuple[str, tuple[str, int] | None]]
_BUILTIN = frozenset(dir(builtins)) | {"__name__", "__file__", "__class__"}


@dataclass
class Composed:
    """File name -> its new text, of those that change; `places` has (file, line) -> (cell, line).

    `taken` are the functions and classes that stand in for those of the files, `along` what came
    with them, `missing` what is in neither: (function, name).
    """

    texts: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    along: list[str] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)


def declared(topic: Topic) -> dict[str, str]:
    """Function or class that a task of the topic asks for -> the file that it belongs to."""
    return {
        name.partition(".")[0]: file.name
        for file in topic.files
        for task in file.tasks
        for name in task.names
    }


def compose(topic: Topic, texts: Mapping[str, str], book: Book, wanted: Iterable[str]) -> Composed:
    """The solution files `texts` (name -> text) with the units `wanted` of `book`.

    Raises UsageError for a file that does not parse.
    """
    homes = declared(topic)
    made = Composed()
    waiting = [name for name in dict.fromkeys(wanted) if name in book.units]
    chosen: dict[str, dict[str, list[Block]]] = {}
    helpers: dict[str, dict[str, str | list[Block]]] = {}
    trees = {name: _tree(topic, name, text) for name, text in texts.items()}
    while waiting:
        name = waiting.pop(0)
        blocks = book.units[name]
        home = homes[name]
        if name in chosen.setdefault(home, {}):
            continue
        chosen[home][name] = blocks
        made.taken.append(name)
        pending = [(name, block.text) for block in blocks]
        there = bound_names(trees[home])
        while pending:
            user, text = pending.pop()
            for need in sorted(free_names(text) - _BUILTIN):
                kept = helpers.setdefault(home, {})
                if need in homes and need in book.units and need != name:
                    waiting.append(need)
                if need in there or need in kept or need == name:
                    continue
                if need in homes:
                    module = homes[need].removesuffix(".py")
                    kept[need] = f"from {STUDENT_ROOT}.{topic.id}.{module} import {need}"
                elif need in book.imports:
                    kept[need] = book.imports[need]
                elif found := book.units.get(need) or book.constants.get(need):
                    kept[need] = found
                    pending += [(need, block.text) for block in found]
                else:
                    made.missing.append((user, need))
                    continue
                made.along.append(need)
    for file, units in chosen.items():
        lines = _composed(texts[file], trees[file], units, helpers.get(file, {}))
        made.texts[file] = "\n".join(line for line, _ in lines).rstrip("\n") + "\n"
        for number, (_, place) in enumerate(lines, 1):
            if place is not None:
                made.places[file, number] = place
    return made


def _tree(topic: Topic, name: str, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as e:
        line = f", line {e.lineno}" if isinstance(e, SyntaxError) else ""
        raise UsageError(
            f"{topic.path_in_repository(name)} does not parse{line}, so no function can be put "
            "into it; mend it, or put its stub back."
        ) from None


def _composed(
    text: str,
    tree: ast.Module,
    units: Mapping[str, list[Block]],
    helpers: Mapping[str, str | list[Block]],
) -> _Lines:
    lines: _Lines = [(line, None) for line in text.split("\n")]
    old = definitions_in(tree)
    replaced = sorted((old[n] for n in units if n in old), key=lambda node: node.lineno)
    for node in reversed(replaced):
        first, *more = units[node.name]
        theirs = first.node
        if isinstance(theirs, ast.ClassDef) and derives_from_itself(theirs):
            new, more = lines[_first(node) - 1 : node.end_lineno], [first, *more]
        else:
            new = _documented(first, node, old)
            if isinstance(node, ast.ClassDef) and isinstance(theirs, ast.ClassDef):
                new += _kept_methods(node, theirs, lines)
        for block in more:
            new += [("", None), ("", None), *_placed(block)]
        lines[_first(node) - 1 : node.end_lineno] = new
    at = _first(replaced[0]) - 1 if replaced else len(lines)
    imports = sorted(line for line in helpers.values() if isinstance(line, str))
    place = _after_imports(tree)
    taken: _Lines = []
    for helper in reversed([h for h in helpers.values() if not isinstance(h, str)]):
        for block in helper:
            gap = 1 if isinstance(block.node, ast.Assign) else 2
            taken += [*_placed(block), *[("", None)] * gap]
    for name, blocks in units.items():
        for block in blocks if name not in old else []:
            lines += [("", None), ("", None), *_placed(block)]
    lines[at:at] = taken
    place = min(place, at)
    lines[place:place] = [(line, None) for line in imports]
    return lines


def _after_imports(tree: ast.Module) -> int:
    """The line behind the imports of a module, or behind its docstring."""
    last = 0
    for number, node in enumerate(tree.body):
        docstring = number == 0 and isinstance(node, ast.Expr)
        if docstring or isinstance(node, ast.Import | ast.ImportFrom):
            last = node.end_lineno or last
    return last


def _placed(block: Block) -> _Lines:
    return [(text, (block.label, n) if n is not None else None) for text, n in block.lines]


def _documented(block: Block, old: Definition, known: Mapping[str, Definition]) -> _Lines:
    """The lines of a definition, with the docstrings of the file's where it has none of its own."""
    lines = _placed(block)
    first = block.lines[0][1] or 1
    node = block.node
    assert isinstance(node, Definition)
    inside = [(old.name, node)]
    if isinstance(node, ast.ClassDef):
        methods = [inner for inner in node.body if isinstance(inner, Definition)]
        inside += [(f"{old.name}.{inner.name}", inner) for inner in methods]
    for name, inner in sorted(inside, key=lambda pair: -pair[1].lineno):
        theirs = known.get(name)
        body = inner.body[0]
        # A body on the line of its def has no line for it.
        if theirs is None or ast.get_docstring(inner) is not None or body.lineno == inner.lineno:
            continue
        said = ast.get_docstring(theirs)
        if said is None:
            continue
        margin = " " * body.col_offset
        start = min([body.lineno, *(d.lineno for d in getattr(body, "decorator_list", []))])
        quoted = said.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').split("\n")
        shown = [f'{margin}"""{quoted[0]}', *(f"{margin}{line}".rstrip() for line in quoted[1:])]
        if len(shown) > 1:
            shown.append(f'{margin}"""')
        else:
            shown[0] += '"""'
        lines[start - first : start - first] = [(line, None) for line in shown]
    return lines


def _kept_methods(old: ast.ClassDef, new: ast.ClassDef, lines: _Lines) -> _Lines:
    """The methods of the file's class that the notebook's does not have."""
    there = {n.name for n in new.body if isinstance(n, Definition)}
    there |= {
        inner.id
        for n in new.body
        if isinstance(n, ast.Assign)
        for inner in n.targets
        if isinstance(inner, ast.Name)
    }
    kept: _Lines = []
    margin = " " * new.body[0].col_offset
    for node in old.body:
        if isinstance(node, Definition) and node.name not in there:
            text = "\n".join(line for line, _ in lines[_first(node) - 1 : node.end_lineno])
            moved = textwrap.indent(textwrap.dedent(text), margin)
            kept += [("", None), *((line, None) for line in moved.split("\n"))]
    return kept


def _first(node: Definition) -> int:
    return min([node.lineno, *(d.lineno for d in node.decorator_list)])
