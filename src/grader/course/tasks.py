"""What topic.toml says of tasks: files, tasks, parts, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import msgspec

_FILE_NAME = re.compile(r"[a-z][a-z0-9_]*\.py")
_TASK_ID = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?")

# The part of a task that asks for more than the lecture or the chapter itself writes.
BEYOND = "Beyond the lecture"


class PartSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A part of a task: its points are earned when the checks that name it pass."""

    name: str
    points: int


class TaskSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One task of a topic.

    `id` is the first function or class that the task's page names, `ref` its place in the plan
    (M4-E12), `names` all functions or classes that it covers (by default only `id`), `hints` two
    steps, where to look and which idea, and for a derivation a third, the step that is missed.
    `minutes` are those of a learner who has watched the lecture, `difficulty` goes from 1 to 3.
    `requires` lists the tasks that must be done first. `parts` share its points; a check that names
    none belongs to the first, on which other tasks rest.
    """

    id: str
    ref: str
    title: str
    points: int
    hints: Annotated[tuple[str, ...], msgspec.Meta(min_length=2, max_length=3)]
    minutes: Annotated[int, msgspec.Meta(ge=0)] = 0
    difficulty: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0
    names: list[str] = []
    requires: list[str] = []
    parts: list[PartSpec] = []

    def __post_init__(self) -> None:
        if not self.names:
            self.names = [self.id]

    @property
    def place(self) -> str:
        """The one function or class in which it is solved; its id if there are several."""
        units = {name.partition(".")[0] for name in self.names}
        if len(self.names) == 1:
            return self.names[0]
        return units.pop() if len(units) == 1 else self.id


class FileSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One solution file: the tasks solved in it and the operations forbidden in it."""

    name: str
    title: str
    tasks: list[TaskSpec]
    forbid: list[str] = []


def problems_of(files: Sequence[FileSpec]) -> list[str]:
    """What is wrong with the files and tasks of a topic, a sentence each."""
    problems = []
    seen: set[str] = set()
    tasks = [task for file in files for task in file.tasks]
    known = {task.id for task in tasks}
    for file in files:
        if not _FILE_NAME.fullmatch(file.name):
            problems.append(f"'{file.name}' is not a plain Python file name.")
    for task in tasks:
        if not _TASK_ID.fullmatch(task.id):
            problems.append(f"task id '{task.id}' is not a function, class or method name.")
        if task.id in seen:
            problems.append(f"task '{task.id}' is listed twice.")
        seen.add(task.id)
        if task.points <= 0:
            problems.append(f"task '{task.id}' has {task.points} points; at least 1 is needed.")
        if not all(hint.strip() for hint in task.hints):
            problems.append(f"task '{task.id}' has an empty hint.")
        problems += _part_problems(task)
        problems += [
            f"task '{task.id}' requires '{other}', which is no task."
            for other in task.requires
            if other not in known
        ]
    return problems


def _part_problems(task: TaskSpec) -> list[str]:
    names = [part.name for part in task.parts]
    problems = [
        f"task '{task.id}' has two parts named '{name}'."
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    if not all(name.strip() for name in names):
        problems.append(f"task '{task.id}' has a part without a name.")
    problems += [
        f"part '{part.name}' of task '{task.id}' has {part.points} points; at least 1 is needed."
        for part in task.parts
        if part.points <= 0
    ]
    total = sum(part.points for part in task.parts)
    if task.parts and total != task.points:
        problems.append(
            f"the parts of task '{task.id}' give {total} points, the task {task.points}."
        )
    return problems
