"""What the ritual of a topic asks for: ritual.toml over the cells of ritual.ipynb."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

import msgspec

from grader.course.manifest import Topic
from grader.errors import CourseError
from grader.ritual.canonical import Form, canonical, imported
from grader.ritual.reading import (
    Cell,
    Notebook,
    Unreadable,
    code_lines,
    read_notebook,
    without_magics,
)

# The extra of pyproject.toml with the packages that a notebook may need.
EXTRA = "ritual"
# A cell of one's own, with another tag or none, is the original only if that is as long as this.
SHORT = 3


class CellPart(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A part of the pipeline: words for it, and the variables that it leaves behind (R3)."""

    name: str
    nouns: list[str]
    checked: list[str]


class CellSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A code cell: its part, words for what it works on, and the variables that it leaves behind.

    `another` names another way to compute them, to complete "for instance ..."; "" where there is
    none, so that the original may be written again as it was.
    """

    name: str
    part: str
    nouns: list[str]
    checked: list[str]
    another: str


class _File(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    min_words: int
    max_cells: int
    final: str
    tolerance: float
    source: str
    packages: list[str] = []
    parts: list[CellPart]
    cells: list[CellSpec]


# The tag of an original in a copy that has a cell of the student's own below it.
ORIGINAL = "original"


@dataclass(frozen=True)
class Kept:
    """A cell that is an original still; `by` says what shows it: "id", "text" or "code".

    "edited" is an original's cell in which something else was written, above the one for it.
    """

    cell: Cell
    by: str


@dataclass(frozen=True)
class RitualSpec:
    """The ritual of `topic`; `notebook` is the original."""

    topic: Topic
    manifest: _File
    notebook: Notebook

    @cached_property
    def cells(self) -> dict[str, CellSpec]:
        """Name -> cell, in the order of the notebook."""
        return {cell.name: cell for cell in self.manifest.cells}

    @cached_property
    def originals(self) -> dict[str, Cell]:
        """Name -> the cell of the notebook."""
        return {name: self.notebook.tagged(name)[0] for name in self.cells}

    @cached_property
    def imports(self) -> str:
        """All imports of the notebook: what an original may need besides checked variables."""
        nodes = [node for cell in self.originals.values() for node in ast.parse(cell.source).body]
        kept = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        return "\n".join(ast.unparse(node) for node in kept)

    @cached_property
    def prose(self) -> frozenset[str]:
        """The text cells of the notebook, which no student has written."""
        return frozenset(c.source.strip() for c in self.notebook.cells if c.kind == "markdown")

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Name -> what the originals import as it."""
        return imported([cell.source for cell in self.originals.values()])

    @cached_property
    def forms(self) -> dict[str, tuple[Form, Form]]:
        """Name -> the form of what leaves the checked variables, and that of the whole cell."""
        return {
            name: (
                canonical(cell.source, self.aliases, self.cells[name].checked),
                canonical(cell.source, self.aliases),
            )
            for name, cell in self.originals.items()
        }

    def kept_by(self, notebook: Notebook) -> dict[str, list[Kept]]:
        """Name -> the code cells of `notebook` that are this original."""
        sources = {c.number: without_magics(c.source).source for c in notebook.code}
        aliases = {**self.aliases, **imported(list(sources.values()))}
        found: dict[str, list[Kept]] = {name: [] for name in self.cells}
        for cell in (each for each in notebook.cells if each.kind == "code"):
            source = sources.get(cell.number, "")
            tagged = [tag for tag in cell.tags if tag in self.cells]
            whole = () if tagged or not source else canonical(source, aliases)
            for name, original in self.originals.items():
                form = whole
                if name in tagged:
                    form = canonical(source, aliases, self.cells[name].checked)
                if cell.id and cell.id == original.id:
                    edited = ORIGINAL in cell.tags and _bare(cell) != _bare(original)
                    found[name].append(Kept(cell, "edited" if edited else "id"))
                elif form and self.cells[name].another and self._same(name, form, bool(tagged)):
                    by = "text" if _bare(cell) == _bare(original) else "code"
                    found[name].append(Kept(cell, by))
        return found

    def _same(self, name: str, form: Form, tagged: bool) -> bool:
        if tagged:
            return form == self.forms[name][0]
        return form == self.forms[name][1] and len(code_lines(self.originals[name].source)) >= SHORT


def _bare(cell: Cell) -> str:
    return "".join("".join(code_lines(cell.source)).split())


def load_ritual(topic: Topic) -> RitualSpec:
    """The ritual of `topic`, which has one. Raises CourseError."""
    assert topic.ritual
    path = topic.folder / topic.ritual
    toml = path.with_suffix(".toml")
    try:
        manifest = msgspec.toml.decode(toml.read_bytes(), type=_File)
        notebook = read_notebook(path.read_bytes())
    except OSError as e:
        raise CourseError(f"cannot read {e.filename}: {e.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        raise CourseError(f"{toml}: {e}") from None
    except Unreadable as e:
        raise CourseError(f"{path}: {e}") from None
    spec = RitualSpec(topic, manifest, notebook)
    for problem in _problems(spec):
        raise CourseError(f"{toml}: {problem}.")
    return spec


def _problems(spec: RitualSpec) -> list[str]:
    manifest, found = spec.manifest, []
    tags = [tag for cell in spec.notebook.code for tag in cell.tags]
    if tags != [cell.name for cell in manifest.cells] or len(tags) != len(spec.notebook.code):
        found.append("[[cells]] are not the code cells of the notebook, one tag each, in order")
    order = list(dict.fromkeys(cell.part for cell in manifest.cells))
    parts = [part.name for part in manifest.parts]
    if order != parts or sorted(c.part for c in manifest.cells) != [
        part for part in sorted(parts) for c in manifest.cells if c.part == part
    ]:
        found.append("the cells do not go through [[parts]] in their order")
    if set(tags) & set(parts):
        found.append("a cell is called like a part")
    ids = [cell.id for cell in spec.notebook.cells]
    if "" in ids or len(set(ids)) < len(ids):
        found.append("the cells of the notebook need an id each")
    named = [(part.name, part.nouns) for part in manifest.parts]
    named += [(cell.name, cell.nouns) for cell in manifest.cells]
    found += [f"'{name}' needs at least 2 nouns" for name, nouns in named if len(nouns) < 2]
    found += [f"'{cell.name}' has nothing checked" for cell in manifest.cells if not cell.checked]
    left = {
        part: [v for c in manifest.cells if c.part == part for v in c.checked] for part in parts
    }
    for each in manifest.parts:
        if not each.checked or not set(each.checked) <= set(left[each.name]):
            found.append(f"'{each.name}' has to have something checked that its cells leave")
    if manifest.final not in [name for cell in manifest.cells for name in cell.checked]:
        found.append(f"no cell has '{manifest.final}' checked")
    return found
