"""Tasks by any name that a learner may type: M1-E7, softmax, Value.exp, exp, bigram-counts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from grader.check.source import definitions_in, parse
from grader.course.manifest import TaskSpec, Topic

MAX_NEAR = 5
# In full: an id or number, then any function. Without its class: an id, then any method.
_LEVELS = 4
_QUESTION = re.compile(r"[A-Z0-9]+-[QX]\d+")
_OTHER = re.compile(r"[\W_]+")
# A number without the letters of its topic.
_SHORT = re.compile(r"[ELQX]\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """A task that goes by a name; `function` is the one of its functions that was named, or ""."""

    topic: Topic
    task: TaskSpec
    function: str = ""


def named(topics: Iterable[Topic], text: str, *, loose: bool = True) -> list[Named]:
    """The tasks that `text` names, in the course's order; none where it names none.

    What is written in full comes first, a method without its class later. Only where none is, and
    with `loose`, capitals and punctuation do not count.
    """
    topics = list(topics)
    text = text.strip().removesuffix("()")
    prefix, _, rest = text.replace("/", ".").partition(".")
    if rest and (inside := [topic for topic in topics if topic.id == prefix]):
        topics, text = inside, rest
    if len(topics) == 1:
        text = whole_number(topics[0], text)
    entries = [entry for topic in topics for entry in _entries(topic)]
    for level in range(_LEVELS):
        if found := [each for at, name, each in entries if at == level and name == text]:
            return _once(found)
    key = _key(text) if loose else ""
    for level in range(_LEVELS) if key else ():
        if found := [each for at, name, each in entries if at == level and _key(name) == key]:
            return _once(found)
    return []


def meanings(topics: Iterable[Topic], text: str) -> list[Named]:
    """What `text` names in each topic for itself: a main name hides no function elsewhere."""
    topics = list(topics)
    for loose in (False, True):
        if found := [each for topic in topics for each in named([topic], text, loose=loose)]:
            return found
    return []


def topic_here(topics: Iterable[Topic]) -> Topic | None:
    """The topic in whose folder this is run."""
    here = Path.cwd().resolve()
    return next((t for t in topics if here.is_relative_to(t.folder.resolve())), None)


def is_short(text: str) -> bool:
    """Whether `text` is a number that each topic has, such as E1."""
    return _SHORT.fullmatch(text.strip()) is not None


def whole_number(topic: Topic, text: str) -> str:
    """E1 with the letters of `topic`, M1-E1; any other text as it is."""
    if not is_short(text):
        return text
    letters = next(iter(topic.tasks.values())).ref.partition("-")[0]
    return f"{letters}-{text.strip().upper()}"


def near(topics: Iterable[Topic], text: str) -> list[str]:
    """At most MAX_NEAR names that `text` may have been meant for, the most alike first."""
    spelled: dict[str, str] = {}
    for topic in topics:
        for level, name, _each in _entries(topic):
            if level < 2:
                spelled.setdefault(_key(name), name)
    key = _key(text)
    alike = get_close_matches(key, spelled, MAX_NEAR, cutoff=0.7)
    holding = [each for each in spelled if len(key) > 2 and key in each]
    return [spelled[each] for each in dict.fromkeys([*alike, *holding])][:MAX_NEAR]


def no_task(topics: Iterable[Topic], text: str) -> str:
    """What a name stands for that is no task's, and what it asks for; "" where nothing has it."""
    path = text.strip().replace("\\", "/").rstrip("/")
    short, files = path.rpartition("/")[2], []
    for topic in topics:
        if short == topic.id:
            return f"'{short}' is a topic: grader next {short}"
        for spec in topic.experiments.values():
            if path in (spec.ref, spec.id):
                return f"'{path}' is an experiment; see: grader run {spec.ref}"
        asks = topic.sheet if _QUESTION.fullmatch(path.upper()) else None
        place = topic.path_in_repository("questions.md")
        if asks and path.upper() in {each.id for each in asks.questions}:
            return (
                f"{path.upper()} is a question, and questions have no hints; it stands in {place}, "
                f"and an answer's explanation below the tasks: pytest exercises/{topic.id}"
            )
        if asks and path.upper() in {each.id for each in asks.prompts}:
            return f"{path.upper()} is a text that people read; what it is to say is in {place}"
        files += [
            (topic, file)
            for file in topic.files
            if f"/{topic.path_in_repository(file.name)}".endswith(f"/{path}")
        ]
    if len(files) > 1:
        return f"'{path}' is a file of {', '.join(topic.id for topic, _ in files)}; name a task"
    for _topic, file in files:
        tasks = ", ".join(task.id for task in file.tasks)
        return f"'{path}' is a file; its tasks are: {tasks}"
    return ""


def functions_of(topic: Topic, task: TaskSpec, text: str) -> list[str]:
    """What is to be written for a task: its names, of a class its methods in the file's `text`."""
    defined = _defined(text)
    found = []
    for name in task.names:
        methods = [other for other in defined if other.startswith(f"{name}.")]
        found += methods or [name]
    return found


@lru_cache(maxsize=128)
def _defined(text: str) -> tuple[str, ...]:
    """The names that a file defines, without those that it says are given.

    It is asked for every task of the file.
    """
    found = definitions_in(parse(text))
    return tuple(
        n for n, node in found.items() if not (ast.get_docstring(node) or "").endswith("Given.")
    )


def _entries(topic: Topic) -> Iterator[tuple[int, str, Named]]:
    """(level, name, what it names) of a topic's tasks, the surest level 0."""
    for file in topic.files:
        path = topic.folder / file.name
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        for task in file.tasks:
            for name in (task.id, task.ref):
                yield 0, name, Named(topic, task)
            yield 2, task.id.rpartition(".")[2], Named(topic, task)
            for name in functions_of(topic, task, text):
                # A task of one function is named whole by it.
                function = name if name != task.id else ""
                yield 1, name, Named(topic, task, function)
                if "." in name:
                    yield 3, name.rpartition(".")[2], Named(topic, task, function)
            for name in task.names:
                yield 1, name, Named(topic, task, name if name != task.id else "")


def _key(name: str) -> str:
    """A name without capitals and punctuation; MG-E07 is MG-E7."""
    return re.sub(r"(?<=[a-z])0+(?=\d)", "", _OTHER.sub("", name.lower()))


def _once(found: list[Named]) -> list[Named]:
    """One entry for each task; where it goes by several functions of one name, as a whole."""
    tasks: dict[tuple[str, str], Named] = {}
    for each in found:
        place = each.topic.id, each.task.id
        if place in tasks and tasks[place].function != each.function:
            each = Named(each.topic, each.task)
        tasks[place] = each
    return list(tasks.values())
