"""A notebook of a topic: its handout, and its stubs in cells that check themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.check.source import Definition
from grader.course.manifest import FileSpec, Topic
from grader.notebook.colab import setup_cell

_START = """\
Each cell below holds a stub. Write the function, run the cell, read what it says. `%grader save
NAME` puts a function into its file: the files are what is handed in. `%grader` alone lists what
else there is.
"""
# In the metadata of a notebook: which topic it was made of, wherever it lies.
TOPIC_KEY = "grader_topic"


def notebook_of(topic: Topic, address: str) -> str:
    """The text of a notebook of `topic`, made of its files as they are.

    `address` is where its repository can be cloned from, for Colab.
    """
    import nbformat
    from nbformat import v4

    made: list[tuple[str, str]] = [
        ("markdown", (topic.folder / "README.md").read_text("utf-8")),
        ("markdown", _START),
        # A learner can do nothing about an address that nobody knows.
        *([("code", setup_cell(topic, address))] if address else []),
        ("code", "%load_ext grader"),
    ]
    for file in topic.files:
        made += _cells_of(topic, file)
    cells: list[Any] = []
    for number, (kind, source) in enumerate(made, 1):
        new: Any = v4.new_markdown_cell if kind == "markdown" else v4.new_code_cell
        cells.append(new(source.strip("\n"), id=f"{topic.id}-{number}"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    make: Any = v4.new_notebook
    book = make(cells=cells, metadata={"kernelspec": kernel, TOPIC_KEY: topic.id})
    nbformat.validate(book)
    write: Any = nbformat.writes
    return str(write(book)) + "\n"


def _cells_of(topic: Topic, file: FileSpec) -> Iterator[tuple[str, str]]:
    text = (topic.folder / file.name).read_text("utf-8")
    tree, lines = ast.parse(text), text.split("\n")
    said = ast.get_docstring(tree) or ""
    rules = f"\n\nNot allowed in this file: {', '.join(file.forbid)}." if file.forbid else ""
    yield "markdown", f"## {file.name}: {file.title}\n\n{said}{rules}"
    wanted = _groups(file)
    units = {unit for group, _ in wanted for unit in group}
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    given = [_text(lines, node) for node in body if getattr(node, "name", "") not in units]
    if given:
        yield "code", "# What the file has already.\n" + "\n".join(given)
    sources = {node.name: _text(lines, node) for node in body if isinstance(node, Definition)}
    for group, names in wanted:
        there = [unit for unit in sources if unit in group]
        if there:
            stubs = "\n\n\n".join(sources[unit] for unit in there)
            yield "code", f"%%check {' '.join(names)}\n{stubs}"


def _groups(file: FileSpec) -> list[tuple[list[str], list[str]]]:
    """(functions and classes that stand in one cell, what to check behind it), in file order."""
    groups: list[tuple[list[str], list[str]]] = []
    for task in file.tasks:
        units = list(dict.fromkeys(name.partition(".")[0] for name in task.names))
        shared = [group for group in groups if set(group[0]) & set(units)]
        for group in shared:
            groups.remove(group)
            units = list(dict.fromkeys([*group[0], *units]))
        names = [name for group in shared for name in group[1]]
        groups.append((units, [*names, task.ref]))
    # Of a class with many tasks its name says it.
    return [(units, units if len(names) > 1 else names) for units, names in groups]


def _text(lines: list[str], node: ast.stmt) -> str:
    first = node.lineno
    if isinstance(node, Definition):
        first = min([first, *(d.lineno for d in node.decorator_list)])
    return "\n".join(lines[first - 1 : node.end_lineno])


def place_for(topic: Topic) -> Path:
    """Where the notebook of a topic is put: beside its files, so that pictures are found."""
    return topic.folder / f"{topic.id}.ipynb"
