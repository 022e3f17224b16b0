"""The copies that a student works in: each is made from the one before, R1 from the original.

Nothing that a student wrote is lost on the way: descriptions of R1 stand in R2 and R3, the cells of
R2 in R3, those of R3 in R4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from grader.ritual.describe import PLACEHOLDER, above
from grader.ritual.reading import Cell, Notebook
from grader.ritual.spec import ORIGINAL, RitualSpec

TITLES = {
    "R1": "describe every cell",
    "R2": "write every cell anew",
    "R3": "condense to the parts",
    "R4": "describe the condensed cells",
}
INTRODUCTIONS = {
    "R1": """# The ritual, step 1: describe every cell

Run each cell and look at what it leaves behind. Then double-click the text cell above it and say,
in plain English and at least {words} words of your own, what the cell does: what goes in, what
happens to it, what is there afterwards. No code; the name of a variable in `backticks` is fine.

`grader ritual check{topic}` reads what is there,
`grader ritual next{topic}` makes the next copy.""",
    "R2": """# The ritual, step 2: write every cell anew

Each original has an empty cell below it. Read your description, delete the original, and write in
the empty cell what does the same, in a way of your own: other names alone do not make it one. It
has to leave the same variables behind; `grader ritual check{topic}` compares them. Further cells of
your own may stand anywhere.

The tag of a cell (View, Cell Toolbar, Tags, or the panel at the right) says which one it replaces:
keep one of each.""",
    "R3": """# The ritual, step 3: condense to the parts

Merge the code cells of each part (select them, Shift+M) and rewrite them, until at most {cells}
code cells are left, each one part of the pipeline, in the order {parts}.
A text cell that is merged with them becomes code, so leave it out. Each code cell carries the name
of its part as a tag, does the work of its part, and leaves what is compared:

{left}

The notebook has to run from top to bottom and to end with the same `{final}`; any other name may
change. Your descriptions stand above the cells of their part; take out what you no longer need.
`grader ritual check{topic}` runs it and compares.""",
    "R4": """# The ritual, step 4: describe the condensed cells

As in step 1, for your own cells: in the text cell above each one, at least {words} words, no code.
What goes in, what happens to it, what does the next part find? Then delete a cell, and write it
again from what you have said. Cells that you change are run as in step 3.

`grader ritual check{topic}` reads what is there, and shows your notebook once all is done.""",
}


def introduction(spec: RitualSpec, step: str) -> str:
    """The first cell of a copy."""
    parts = [part.name for part in spec.manifest.parts]
    return INTRODUCTIONS[step].format(
        words=spec.manifest.min_words,
        cells=spec.manifest.max_cells,
        parts=", ".join(parts),
        final=spec.manifest.final,
        topic=f" {spec.topic.id}",
        left="\n".join(
            f"- {part.name}: {', '.join(f'`{name}`' for name in part.checked)}"
            for part in spec.manifest.parts
        ),
    )


def ours(spec: RitualSpec) -> frozenset[str]:
    """All text cells that no student has written."""
    return spec.prose | {introduction(spec, step) for step in INTRODUCTIONS}


def make_copy(spec: RitualSpec, step: str, before: Notebook | None) -> str:
    """The text of the copy for `step`, made from the notebook of the step before (R1: None)."""
    import nbformat

    if before is None:
        cells = _described(spec)
    else:
        cells = {"R2": _emptied, "R3": _own, "R4": _condensed}[step](spec, before)
    first = _text(introduction(spec, step), f"ritual-{step.lower()}")
    notebook = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
        cells=[first, *cells],
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text + "\n"


def _described(spec: RitualSpec) -> Iterator[Any]:
    for cell, name in _original(spec):
        if not name:
            yield _text(cell.source, cell.id)
            continue
        yield _text(PLACEHOLDER, f"describe-{cell.id}")
        yield _code(cell.source, cell.id, name)


def _emptied(spec: RitualSpec, before: Notebook) -> Iterator[Any]:
    for cell, name in _original(spec):
        if not name:
            yield _text(cell.source, cell.id)
            continue
        described = [above(before, each, ours(spec)) for each in before.tagged(name)]
        if any(described):
            yield _text(described[0], f"description-{cell.id}")
        yield _code(cell.source, cell.id, ORIGINAL)
        yield _code(f"# {name}, in your own way\n", f"own-{cell.id}", name)


def _own(spec: RitualSpec, before: Notebook) -> Iterator[Any]:
    """The student's cells, helpers too, each with the tag of its part, below what describes them.

    The code cells of a part follow each other: Jupyter makes code of a text merged with them.
    """
    seen = set[str]()
    number = 0
    for part, own in groupby(_with_parts(spec, before), key=lambda each: each[0]):
        found = list(own)
        yield from _headings(spec, [part], seen)
        for _part, _cell, id, text in found:
            if text:
                yield _text(text, id)
        for _part, cell, *_ in found:
            number += 1
            yield _code(cell.source, _own_id([part], number), part)


def _with_parts(spec: RitualSpec, before: Notebook) -> Iterator[tuple[str, Cell, str, str]]:
    """The student's code cells, each with its part, and the id and text of its description."""
    part, waiting = spec.manifest.parts[0].name, list[Cell]()
    kept = {name: [k.cell for k in found] for name, found in spec.kept_by(before).items()}
    originals = {cell.number for cells in kept.values() for cell in cells}
    for cell in before.code:
        names = [tag for tag in cell.tags if tag in spec.cells]
        if not names and cell.number in originals:
            continue
        waiting.append(cell)
        if names:
            part = spec.cells[names[0]].part
            # Where the original stands still, its description stands above that.
            described = [*waiting, *(each for name in names for each in kept[name])]
            texts = [text for each in described if (text := above(before, each, ours(spec)))]
            id = f"described-{spec.originals[names[0]].id}"
            for each in waiting:
                yield part, each, id, "\n\n".join(dict.fromkeys(texts)) if each is cell else ""
            waiting = []
    for each in waiting:
        yield part, each, "", ""


def _condensed(spec: RitualSpec, before: Notebook) -> Iterator[Any]:
    seen = set[str]()
    for number, cell in enumerate(before.code, 1):
        parts = [part.name for part in spec.manifest.parts if part.name in cell.tags]
        yield from _headings(spec, parts, seen)
        yield _text(PLACEHOLDER, f"describe-part-{number}")
        yield _code(cell.source, _own_id(parts, number), *parts)


def _own_id(parts: Sequence[str], number: int) -> str:
    """By which a cell of the student's own is known, should a program drop its tags."""
    return "-".join([*parts, "cell", str(number)])


def retagged(notebook: Notebook, spec: RitualSpec, step: str) -> Notebook:
    """The notebook with tags given back to cells that have lost theirs, by their ids."""
    if step in ("R1", "R2"):
        own = "own-" if step == "R2" else ""
        known: dict[str, tuple[str, ...]] = {
            f"{own}{cell.id}"[:64]: (name,) for name, cell in spec.originals.items()
        }
        tags = set(spec.cells)
    else:
        tags = {part.name for part in spec.manifest.parts}
        known = {
            cell.id: tuple(part for part in cell.id.split("-") if part in tags)
            for cell in notebook.cells
        }
    there = {tag for cell in notebook.code for tag in cell.tags} if step in ("R1", "R2") else set()
    cells, back = [], 0
    for cell in notebook.cells:
        found = known.get(cell.id, ()) if cell.kind == "code" and not tags & set(cell.tags) else ()
        if found and not there & set(found):
            cell, back = replace(cell, tags=(*cell.tags, *found)), back + 1
        cells.append(cell)
    lost = "cell has lost its tag" if back == 1 else "cells have lost their tags"
    note = f"{back} {lost}, and are known by their ids; nothing is lost by that"
    return replace(notebook, cells=tuple(cells), notes=(*notebook.notes, *([note] if back else [])))


def _original(spec: RitualSpec) -> Iterator[tuple[Cell, str]]:
    """The cells of the original after its introduction; code cells with their names."""
    for cell in spec.notebook.cells[1:]:
        yield cell, cell.tags[0] if cell.kind == "code" else ""


def _headings(spec: RitualSpec, parts: Sequence[str], seen: set[str]) -> Iterator[Any]:
    """The text in front of the first cell of each part, once."""
    for part in parts:
        if part in seen:
            continue
        seen.add(part)
        first = next(cell for cell in spec.manifest.cells if cell.part == part)
        at = spec.notebook.cells.index(spec.originals[first.name])
        text = spec.notebook.cells[at - 1]
        if text.kind == "markdown":
            yield _text(text.source, text.id)


def _text(source: str, id: str) -> Any:
    import nbformat.v4 as v4

    return v4.new_markdown_cell(source, id=id[:64])  # type: ignore[no-untyped-call]


def _code(source: str, id: str, *tags: str) -> Any:
    import nbformat.v4 as v4

    cell = v4.new_code_cell(source, id=id[:64])  # type: ignore[no-untyped-call]
    cell.metadata["tags"] = list(tags)
    return cell
