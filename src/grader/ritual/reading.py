"""Read a notebook of the student's: a strict reader, and the code without what only Jupyter knows.

The file is hostile. Only cells, their kind, text, id and tags are read; outputs are skipped as
bytes, whatever they hold. Nothing here runs any code.
"""

from __future__ import annotations

import ast
import codecs
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from grader.course.manifest import MAX_NOTEBOOK
from grader.escape import plain

MAX_CELLS = 500
MAX_CELL = 50_000
_MAX_SHOWN = 60
# In a line without the blanks around it; every repetition is bounded or cannot give way.
_MAGIC = re.compile(r"""(?:[\w.\[\], '"]{1,80}=\s{0,9})?[%!]|\?{1,2}\S+$|[\w.]+\?{1,2}$""")
_MAX_MAGIC = 500
# Cell magics whose body is Python and is run; the body of any other (%%bash) is dropped with it.
_PYTHON_BODY = re.compile(r"%%(?:time|timeit|capture|prun|python3?)\b")
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


class Unreadable(Exception):
    """Why a file is no notebook that can be judged: one sentence."""


class _Metadata(msgspec.Struct):
    tags: list[str] = []


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str]
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)
    id: str = ""


class _Format(msgspec.Struct):
    nbformat: int


class _File(msgspec.Struct):
    cells: list[_Cell]


@dataclass(frozen=True)
class Cell:
    """One cell. `number` counts the cells of its kind from the top, from 1; `id` may be ""."""

    number: int
    kind: str
    source: str
    id: str
    tags: tuple[str, ...]

    @property
    def place(self) -> str:
        """How a message names it."""
        return f"code cell {self.number}"

    @property
    def blank(self) -> bool:
        """Whether it holds nothing but comments."""
        return is_blank(self.source)


@dataclass(frozen=True)
class Notebook:
    """The cells of a notebook; `notes` say in a sentence each what it lacks without harm."""

    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()

    @property
    def code(self) -> list[Cell]:
        """The code cells that are not blank."""
        return [cell for cell in self.cells if cell.kind == "code" and not cell.blank]

    def tagged(self, tag: str) -> list[Cell]:
        """The code cells with this tag, blank ones too."""
        return [cell for cell in self.cells if cell.kind == "code" and tag in cell.tags]


def read_notebook(data: bytes) -> Notebook:
    """The notebook in `data`. Raises Unreadable."""
    if len(data) > MAX_NOTEBOOK:
        raise Unreadable(
            f"it is larger than {MAX_NOTEBOOK >> 10} KB; clear its outputs and save it"
        )
    # Some editors of Windows write one.
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        version = msgspec.json.decode(data, type=_Format).nbformat
        if version != 4:
            raise Unreadable(f"it has nbformat {version}; open it in Jupyter and save it as 4")
        found = msgspec.json.decode(data, type=_File).cells
    except msgspec.ValidationError as e:
        raise Unreadable(f"it is no notebook: {plain(str(e), 200)}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unreadable("it is not JSON, so no notebook; put an earlier version back") from None
    if len(found) > MAX_CELLS:
        raise Unreadable(f"it has {len(found)} cells, at most {MAX_CELLS} are read")
    cells, counts = [], dict.fromkeys(("code", "markdown", "raw"), 0)
    for cell in found:
        if cell.cell_type not in counts:
            shown = plain(cell.cell_type, 40)
            raise Unreadable(f"it is no notebook: a cell is of the type '{shown}'")
        counts[cell.cell_type] += 1
        source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
        number = counts[cell.cell_type]
        if len(source) > MAX_CELL:
            raise Unreadable(f"{cell.cell_type} cell {number} is longer than {MAX_CELL:,} letters")
        source = source.replace("\r\n", "\n")
        tags = tuple(cell.metadata.tags)
        cells.append(Cell(number, cell.cell_type, source, cell.id, tags))
    without = sum(not cell.id for cell in cells)
    # Ids came with nbformat 4.5.
    note = f"{without} cells have no id, as in notebooks of before 2021; nothing is lost by that"
    return Notebook(tuple(cells), (note,) if without else ())


@dataclass(frozen=True)
class Code:
    """Python that can run without Jupyter; `dropped` are the lines left out, as they stand."""

    source: str
    dropped: tuple[str, ...] = ()


def export_code(cells: Sequence[Cell]) -> list[Code]:
    """The code of `cells` by nbconvert, without magics and shell lines; no line changes place."""
    # Imported here: 0.4 s that only a ritual needs.
    import nbformat.v4 as v4
    from nbconvert.exporters.exporter import Exporter

    # With new ids: those of a submission need not be valid.
    nodes = [
        v4.new_code_cell(cell.source)  # type: ignore[no-untyped-call]
        for cell in cells
    ]
    notebook = v4.new_notebook(cells=nodes)  # type: ignore[no-untyped-call]
    exporter = Exporter()  # type: ignore[no-untyped-call]
    exporter.register_preprocessor(_drop_magics, enabled=True)  # type: ignore[no-untyped-call]
    exported, _resources = exporter.from_notebook_node(notebook)
    return [
        Code(cell.source, tuple(cell.metadata.get("dropped", ()))) for cell in exported["cells"]
    ]


def _drop_magics(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """A preprocessor of nbconvert: magics and shell lines become `pass`, and are named."""
    for cell in notebook.cells:
        code = without_magics(cell.source)
        cell.source = code.source
        cell.metadata["dropped"] = list(code.dropped)
    return notebook, resources


def without_magics(source: str) -> Code:
    """The code of one cell without magics and shell lines, which become `pass`."""
    if parses(source):
        return Code(source)  # a % at the start of a line is Python's here
    lines = source.split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and not _PYTHON_BODY.match(first):
        return Code("", (plain(first, _MAX_SHOWN),))
    kept, dropped = [], []
    for line in lines:
        if len(line) <= _MAX_MAGIC and _MAGIC.match(line.strip()):
            dropped.append(plain(line.strip(), _MAX_SHOWN))
            line = line[: len(line) - len(line.lstrip())] + "pass"
        kept.append(line)
    return Code("\n".join(kept), tuple(dropped))


def parses(source: str) -> bool:
    """Whether `source` is Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def is_blank(source: str) -> bool:
    """Whether there is nothing but comments."""
    return not code_lines(source)


def code_lines(source: str) -> list[str]:
    """The lines that hold code."""
    return [
        line for line in source.split("\n") if line.strip() and not line.lstrip().startswith("#")
    ]


def definitions(source: str) -> list[str]:
    """Every import, function and class at the top of `source`, each on the lines where it stands.

    Nothing where `source` is no Python.
    """
    lines = source.split("\n")
    found = []
    for node in _body(source):
        if isinstance(node, _DEFINITIONS):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
            found.append("\n" * (first - 1) + "\n".join(lines[first - 1 : node.end_lineno]))
    return found


def bound_names(source: str) -> set[str]:
    """The names that `source` would give a value to at its top; none where it is no Python."""
    names = set()
    for node in _body(source):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                names.add(inner.id)
            elif isinstance(inner, ast.alias):
                names.add((inner.asname or inner.name).partition(".")[0])
            elif isinstance(inner, ast.FunctionDef | ast.ClassDef):
                names.add(inner.name)
    return names


def _body(source: str) -> list[ast.stmt]:
    if not parses(source):
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source).body
