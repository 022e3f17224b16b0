"""Named mistakes: wrong answers that real learners give, each with a name and a hint.

`reference/<topic>/mistakes/*.py` override one function each, or methods of one class in a
`class Value(Value):`; the first line of the docstring is the public name, the rest what helps.
Where tasks share a method, `TASK = "<id>"` says whose mistake it is. A laptop has no reference/;
it has `mistakes.json`, which holds fingerprints: the shape and a few seeded random projections of
what a mistake returns at each check, enough to tell its values and too little to rebuild them.
grader.check.naming gives a wrong answer the name of its mistake.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import msgspec

from grader.check.backend import TrustedBackend, module_name
from grader.check.source import definitions_in
from grader.course.manifest import Course, FileSpec, Topic
from grader.errors import CourseError
from grader.sandbox.execute import Reply, Request

FILE = "mistakes.json"


class Fingerprint(msgspec.Struct, frozen=True, array_like=True):
    """What a mistake returns at its first failing expectation of a check.

    `norm` is the largest absolute value; `projections` are in the order of their seeds.
    """

    index: int
    shape: tuple[int, ...]
    norm: float
    projections: tuple[float, ...]


# How code ends at a check: with values, else whether it passes.
Ended = Fingerprint | bool


class NamedMistake(msgspec.Struct, frozen=True):
    """What a learner is told."""

    task: str
    name: str
    feedback: str


class MistakesFile(msgspec.Struct):
    """mistakes.json: key -> mistake, and check id -> key -> fingerprint.

    `fails` has the mistakes that fail at a check without values to tell, `varies` those of which
    chance decides how they end there; all others pass.
    """

    mistakes: dict[str, NamedMistake]
    checks: dict[str, dict[str, Fingerprint]]
    fails: dict[str, list[str]] = {}
    varies: dict[str, list[str]] = {}

    def ended(self, key: str, check_id: str) -> Ended | None:
        """How a mistake ends at a check; None where that is left to chance."""
        if key in self.varies.get(check_id, ()):
            return None
        taken = self.checks.get(check_id, {}).get(key)
        return taken or key not in self.fails.get(check_id, ())


@dataclass(frozen=True)
class Mistake:
    """A mistake that can be run."""

    key: str
    named: NamedMistake
    backend: TrustedBackend


def load_mistakes(course: Course, topic: Topic) -> dict[str, list[Mistake]]:
    """Task id -> its mistakes, from reference/<topic>/mistakes."""
    found: dict[str, list[Mistake]] = {task: [] for task in topic.tasks}
    for path in sorted((course.reference / topic.id / "mistakes").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        docstring = ast.get_docstring(ast.parse(text)) or ""
        name, _, feedback = docstring.partition("\n")
        task, file = _overridden(path, text, topic)
        if not name.strip() or not feedback.strip():
            raise CourseError(f"{path}: the docstring needs a name and, below it, feedback.")
        modules = load_reference(course, topic, path, only=file)
        named = NamedMistake(task, name.strip(), " ".join(feedback.split()))
        found[task].append(Mistake(path.stem, named, TrustedBackend(modules)))
    return found


def load_reference(
    course: Course, topic: Topic, override: Path | None = None, only: FileSpec | None = None
) -> dict[str, ModuleType]:
    """Solution file name -> the reference's module, with the definitions of `override` put in.

    The modules are new at every call. `only` limits the work to one solution file.
    """
    modules = {}
    folder = course.reference / topic.id
    with _imported_from(_siblings(course, topic)):
        for file in [only] if only else topic.files:
            module = _execute(folder / file.name, f"_reference_{topic.id}")
            if override is not None:
                # In the module's own namespace, so that its other functions use the override too.
                code = compile(override.read_text(encoding="utf-8"), str(override), "exec")
                exec(code, vars(module))
            modules[file.name] = module
    return modules


class SolutionBackend(TrustedBackend):
    """Our own solution; what is imported while it answers is a solution as well, and no stub.

    `override` is an alternative in the place of some of it.
    """

    def __init__(self, course: Course, topic: Topic, override: Path | None = None) -> None:
        super().__init__(load_reference(course, topic, override))
        self._files = _siblings(course, topic)

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """The value of our function; its exceptions are not caught."""
        with _imported_from(self._files):
            return super().ask(file, request, seconds)


def _siblings(course: Course, topic: Topic) -> dict[str, Path]:
    folder = course.reference / topic.id
    return {module_name(topic.id, file): folder / file.name for file in topic.files}


def read_mistakes(topic: Topic) -> MistakesFile:
    """The fingerprints shipped with a topic; none if there is no file."""
    path = topic.folder / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=MistakesFile)
    except FileNotFoundError:
        return MistakesFile({}, {})
    except msgspec.DecodeError as e:
        raise CourseError(f"{path}: {e}") from None


@contextmanager
def _imported_from(files: dict[str, Path]) -> Iterator[None]:
    """Module name -> file to import it from: solutions find each other, in place of the stubs."""

    class Finder:
        @staticmethod
        def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
            if name not in files:
                return None
            return importlib.util.spec_from_file_location(name, files[name])

    before = {name: sys.modules.pop(name) for name in files if name in sys.modules}
    sys.meta_path.insert(0, Finder)
    try:
        yield
    finally:
        sys.meta_path.remove(Finder)
        for name in files:
            sys.modules.pop(name, None)
        sys.modules.update(before)


def _execute(path: Path, prefix: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{prefix}_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise CourseError(f"no solution at {path}.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _overridden(path: Path, text: str, topic: Topic) -> tuple[str, FileSpec]:
    tree = ast.parse(text)
    defined = definitions_in(tree).keys()
    tasks = [task.id for task in topic.tasks.values() if defined & set(task.names)]
    if said := constant(tree, "TASK"):
        tasks = [task for task in tasks if task == said]
    if len(tasks) != 1:
        raise CourseError(f"{path}: a mistake overrides one task's function, not {len(tasks)}.")
    return tasks[0], topic.file_of[tasks[0]]


def constant(tree: ast.Module, name: str) -> str:
    """The text that a module assigns to `name`, "" if it does not."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return str(ast.literal_eval(node.value))
    return ""
