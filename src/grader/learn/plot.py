"""Pictures of what a learner's functions compute, drawn into exercises/<topic>/plots/.

A topic that has pictures holds a public file plots.py with functions marked by `plot`:

    from grader import plot

    @plot("build_deep_mlp", "activation_stats")
    def activations(student, figure):
        axes = figure.subplots()
        axes.plot([entry["std"] for entry in student.activation_stats(layers)])

The marker names the functions that a picture needs. `student` has the learner's own functions and
classes, whatever file they are in; `figure` is a matplotlib Figure, saved as plots/<function>.png.
The code runs in this process, as pytest does on a laptop.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from grader.check.backend import module_name
from grader.check.source import read_sources
from grader.course.manifest import STUDENT_ROOT, FileSpec, TaskSpec, Topic
from grader.errors import CourseError, UsageError
from grader.escape import plain

FILE = "plots.py"
FOLDER = "plots"
_F = TypeVar("_F", bound=Callable[..., None])


@dataclass(frozen=True)
class Picture:
    """One picture: where it is, or why it could not be drawn ("" if it was)."""

    name: str
    path: Path
    problem: str = ""


def plot(*needs: str) -> Callable[[_F], _F]:
    """Mark a function of plots.py as a picture that needs these functions or classes."""

    def mark(function: _F) -> _F:
        function.__grader_needs__ = needs  # type: ignore[attr-defined]
        return function

    return mark


def draw(topic: Topic, root: Path) -> Iterator[Picture]:
    """Draw the pictures of `topic` with the code below `root`, in the order of plots.py.

    Raises UsageError where the topic has none or matplotlib is missing, CourseError where plots.py
    needs something that is no task.
    """
    pictures = topic.folder / FILE
    if not pictures.is_file():
        raise UsageError(f"{topic.id} has no plots.")
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError(
            'plots need matplotlib; run: pip install -c constraints.txt -e ".[plots]"'
        ) from None
    # So that exercises.<topic>.<file> is what lies below root, from whatever folder this is run.
    sys.path.insert(0, str(root))
    folder = topic.folder / FOLDER
    student = _Own(topic)
    for name, function in _marked(pictures).items():
        path = folder / f"{name}.png"
        problem = _unfinished(topic, root, function.__grader_needs__)
        if not problem:
            figure = Figure(figsize=(12, 4.5), layout="constrained")
            try:
                function(student, figure)
            except Exception as e:
                problem = _raised(e, topic, root)
        if not problem:
            folder.mkdir(exist_ok=True)
            # The folder ignores itself, in every student's repository.
            (folder / ".gitignore").write_text("*\n")
            figure.savefig(path, dpi=110)
        yield Picture(name, path, problem)


class _Own:
    """The learner's functions and classes by name; a solution file is imported on first use."""

    def __init__(self, topic: Topic) -> None:
        self._topic = topic

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        file, _task = _place(self._topic, name)
        value = getattr(importlib.import_module(module_name(self._topic.id, file)), name)
        setattr(self, name, value)
        return value


def _marked(path: Path) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location(f"_plots_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {k: v for k, v in vars(module).items() if hasattr(v, "__grader_needs__")}


def _place(topic: Topic, name: str) -> tuple[FileSpec, TaskSpec]:
    for file in topic.files:
        for task in file.tasks:
            if name in (*task.names, *(own.partition(".")[0] for own in task.names)):
                return file, task
    raise CourseError(f"{topic.folder / FILE}: '{name}' is no function or class of a task.")


def _unfinished(topic: Topic, root: Path, needs: tuple[str, ...]) -> str:
    """A sentence on the first function that is needed and still the stub, "" if there is none."""
    sources = read_sources(topic, root)
    for name in needs:
        file, task = _place(topic, name)
        source = sources[file.name]
        if source.problem:
            return f"{source.problem}."
        if source.not_started([name]):
            which = "" if name == task.id else f" of task {task.id}"
            return f"needs {name}{which}, not started in {source.path}; grader hint {task.id}"
    return ""


def _raised(error: Exception, topic: Topic, root: Path) -> str:
    """What was raised, and the innermost line of the learner's own files that was running."""
    frames = [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(error.__traceback__)]
    own = {str(root / topic.path_in_repository(f.name)): f.name for f in topic.files}
    text = str(error)
    if isinstance(error, SyntaxError):
        frames.append((error.filename or "", error.lineno or 0))
        text = error.msg
    what = f"{type(error).__name__}: {plain(text, 200)}"
    for filename, line in reversed(frames):
        if filename in own:
            place = f"{STUDENT_ROOT}/{topic.id}/{own[filename]}:{line}"
            return f"{what}, at {place}; see pytest {STUDENT_ROOT}/{topic.id}"
    return f"{what}, from what your functions returned; see pytest {STUDENT_ROOT}/{topic.id}"
