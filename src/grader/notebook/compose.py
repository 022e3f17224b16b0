"""The solution files of a topic with the functions of a notebook in the places of the stubs.

What is checked in a notebook is this text, and so is what is saved: both have one verdict. A
function takes along what it needs of the notebook: imports, helpers, names with a written value,
and functions that other tasks of the topic ask for.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.check.source import Definition, definitions_in
from grader.course.manifest import STUDENT_ROOT, Topic
from grader.errors import UsageError
from grader.files import parsed
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
        return parsed(text)
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
                new = _merged(node, new, lines)
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
        said = ast.get_docstring(theirs) if theirs is not None else None
        if said is None or ast.get_docstring(inner) is not None:
            continue
        body = inner.body[0]
        start = min([body.lineno, *(d.lineno for d in getattr(body, "decorator_list", []))])
        text, place = lines[start - first]
        head = text.encode()[: body.col_offset].decode()
        margin = " " * body.col_offset
        if head.strip():
            # A body behind the colon gets a line of its own.
            margin = " " * (inner.col_offset + 4)
            rest = margin + text[len(head) :]
            lines[start - first : start - first + 1] = [(head.rstrip(), place), (rest, place)]
            start += 1
        quoted = said.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').split("\n")
        shown = [f'{margin}"""{quoted[0]}', *(f"{margin}{line}".rstrip() for line in quoted[1:])]
        if len(shown) > 1:
            shown.append(f'{margin}"""')
        else:
            shown[0] += '"""'
        lines[start - first : start - first] = [(line, None) for line in shown]
    return lines


@dataclass
class _Part:
    """A statement of a class: the names that it binds, the lines before it, its own."""

    names: set[str]
    before: _Lines
    lines: _Lines
    is_definition: bool


def _merged(old: ast.ClassDef, new: _Lines, lines: _Lines) -> _Lines:
    """The file's class with what the notebook's, in the lines `new`, defines anew in its place."""
    tree = ast.parse("\n".join(text for text, _ in new))
    [theirs] = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    margin, _head, parts = _parts(old, lines)
    own_margin, head, own = _parts(theirs, new)
    for part in own:
        part.before = _moved(part.before, own_margin, margin)
        part.lines = _moved(part.lines, own_margin, margin)
    at = int(ast.get_docstring(old) is not None)
    if ast.get_docstring(theirs) is not None:
        parts[:at] = [own.pop(0)]
        at = 1
    taken: set[str] = set()
    for part in own:
        there = [i for i, each in enumerate(parts) if each.names & part.names - taken]
        same = [i for i, each in enumerate(parts) if each.lines == part.lines and not part.names]
        if same:
            at = same[0]
        elif part.is_definition and there:
            at = there[0]
            if not any(text.strip() for text, _ in part.before):
                part.before = parts[at].before
            parts = [each for i, each in enumerate(parts) if i not in there[1:]]
            parts[at] = part
        else:
            # Such as __radd__ = __add__, which has to stand below what it names.
            at -= sum(i < at for i in there)
            parts = [each for i, each in enumerate(parts) if i not in there]
            parts.insert(at, part)
        at += 1
        taken |= part.names
    merged = list(head)
    for number, part in enumerate(parts):
        gap = part.before if part.before or number == 0 or not part.is_definition else [("", None)]
        merged += [*gap, *part.lines]
    return merged


def _parts(node: ast.ClassDef, lines: _Lines) -> tuple[str, _Lines, list[_Part]]:
    """The margin of a class that stands in `lines`, its head, and its statements."""
    body = node.body[0]
    if lines[body.lineno - 1][0].encode()[: body.col_offset].strip():
        # Its body is on the line of its name.
        text = ast.unparse(node)
        [again] = ast.parse(text).body
        assert isinstance(again, ast.ClassDef)
        return _parts(again, [(line, None) for line in text.split("\n")])
    parts: list[_Part] = []
    first = _first(node) - 1
    last = first
    for inner in node.body:
        is_definition = isinstance(inner, Definition)
        start = (_first(inner) if isinstance(inner, Definition) else inner.lineno) - 1
        before, last = lines[last:start], inner.end_lineno or inner.lineno
        names = bound_names(ast.Module([inner], []))
        parts.append(_Part(names, before, lines[start:last], is_definition))
    head, parts[0].before = parts[0].before, []
    return " " * body.col_offset, head, parts


def _moved(lines: _Lines, margin: str, to: str) -> _Lines:
    return [
        (to + text.removeprefix(margin) if text.startswith(margin) else text, place)
        for text, place in lines
    ]


def _first(node: Definition) -> int:
    return min([node.lineno, *(d.lineno for d in node.decorator_list)])
