"""From a notebook into the solution files: what would change, and the change itself."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from datetime import datetime

from grader.check.source import Source
from grader.course.manifest import Topic
from grader.files import as_before, write_whole
from grader.notebook.checking import solution_texts
from grader.notebook.compose import Composed, compose, declared
from grader.notebook.source import Book
from grader.repository.reset import keep_copy


def save(
    topic: Topic,
    book: Book,
    units: list[str],
    say: Callable[[str], None],
    ask: Callable[[str], bool],
) -> bool:
    """Put functions of a notebook into their files, once `ask` agrees to what is shown.

    Returns whether the files hold them now. Raises UsageError and OSError.
    """
    before = solution_texts(topic)
    composed = compose(topic, before, book, units)
    if lost := _lost(topic, before, composed.texts):
        for name in lost:
            say(f"left out: the cell of {name} still is the stub, and the file has more")
        composed = compose(topic, before, book, [u for u in units if u not in lost])
    changes = {name: text for name, text in composed.texts.items() if text != before[name]}
    for line in _page(topic, before, changes, composed):
        say(line)
    if not changes:
        return bool(composed.taken)
    if not ask("write this? y or n "):
        say("nothing is written")
        return False
    root = topic.folder.parent.parent
    for name, text in changes.items():
        path = topic.path_in_repository(name)
        kept = keep_copy(root, path, datetime.now())
        write_whole(root / path, as_before(text.encode(), (root / path).read_bytes()))
        say(f"written: {path}; what was there is in {kept}")
    return True


def units_there(topic: Topic, book: Book) -> list[str]:
    """The functions and classes of a notebook that tasks of the topic ask for."""
    return [name for name in declared(topic) if name in book.units]


def _lost(topic: Topic, before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The functions and classes of cells that would put a stub in place of what is written."""
    found = []
    for name, text in after.items():
        old, new = Source(name, before[name]), Source(name, text)
        names = [each for task in topic.file(name).tasks for each in task.names]
        gone = [n for n in names if new.not_started([n]) and not old.not_started([n])]
        found += [each.partition(".")[0] for each in gone]
    return list(dict.fromkeys(found))


def _page(
    topic: Topic, before: dict[str, str], changes: dict[str, str], composed: Composed
) -> Iterator[str]:
    if not composed.taken:
        yield f"no cell defines a function that {topic.id} asks for"
    elif not changes:
        yield f"the files have it already: {', '.join(composed.taken)}"
    for name, text in changes.items():
        path = topic.path_in_repository(name)
        lines = difflib.unified_diff(
            before[name].splitlines(), text.splitlines(), path, f"{path} (new)", lineterm=""
        )
        yield from lines
    for user, name in composed.missing:
        yield f"note: {user} uses {name}, which neither the file nor a cell defines at its top"
