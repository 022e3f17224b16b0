"""grader notebook: a notebook of a topic, and the way back into its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption
from grader.course.home import repository_of
from grader.course.manifest import Course, Topic, find_course
from grader.errors import UsageError


def notebook(
    topic: Annotated[str, typer.Argument(help="A topic, such as makemore1.")] = "",
    collect: Annotated[
        Path | None, typer.Option("--collect", help="A notebook to take the functions out of.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to put the notebook.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without a question.")] = False,
    course: CourseOption = Path(),
) -> None:
    """Make a notebook of a topic, or take the functions of one back into the topic's files.

    The notebook has the handout, and the stubs in cells that check what you write. With --collect,
    the functions and classes that the topic's tasks ask for go into its files, shown as a diff
    first; experiments, plots and magics are left behind and named. Jupyter comes with
    pip install -c constraints.txt -e ".[notebook]"

    Example: grader notebook makemore1 --out mine.ipynb
    """
    if collect is not None:
        # Its own repository, never another clone; a download lies in none.
        root = repository_of(collect.parent) or course.resolve()
        _collect(find_course(root), collect, topic, yes)
        return
    if not topic:
        raise UsageError("name a topic, such as: grader notebook makemore1 --out mine.ipynb")
    from grader.files import write_whole
    from grader.notebook.colab import address_of
    from grader.notebook.making import notebook_of, place_for

    whole = find_course(course.resolve())
    found, address = whole.topic(topic), address_of(whole)
    target = out or place_for(found)
    if target.exists():
        raise UsageError(
            f"{target} is there already: open it with jupyter lab, or in your editor; --out makes "
            "another one."
        )
    write_whole(target, notebook_of(found, address).encode())
    typer.echo(f"{target}: open it with jupyter lab, or in your editor")


def _collect(course: Course, path: Path, named: str, yes: bool) -> None:
    from grader.notebook.saving import save, units_there
    from grader.notebook.source import read_cells
    from grader.ritual.reading import Unreadable, read_notebook

    try:
        content = path.read_bytes()
        read = read_notebook(content)
    except OSError as e:
        raise UsageError(f"cannot read {path}: {e.strerror}.") from None
    except Unreadable as e:
        raise UsageError(f"{path} is no notebook that can be read: {e}.") from None
    book = read_cells((cell.place, cell.source) for cell in read.code)
    topic = _topic(course, named or _made_of(course, content), path)
    units = units_there(topic, book)

    def ask(text: str) -> bool:
        return yes or typer.confirm("write this?", default=False)

    save(topic, book, units, typer.echo, ask)
    if book.left:
        typer.echo("left behind:")
        for line in book.left:
            typer.echo(f"  {line}")


def _made_of(course: Course, content: bytes) -> str:
    """The topic that a notebook was made of, as it says itself; "" where it says none."""
    from grader.notebook.making import TOPIC_KEY

    try:
        said = json.loads(content)["metadata"][TOPIC_KEY]
    except (ValueError, LookupError, TypeError):
        return ""
    return said if isinstance(said, str) and said in course.topics else ""


def _topic(course: Course, named: str, path: Path) -> Topic:
    if named:
        return course.topic(named)
    for topic in course.topics.values():
        if path.resolve().is_relative_to(topic.folder.resolve()):
            return topic
    raise UsageError(
        f"{path} lies in no topic's folder; say which topic: grader notebook TOPIC --collect {path}"
    )
