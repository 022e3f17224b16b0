"""Named mistakes: wrong answers that real learners give, each with a name and a hint.

`reference/<topic>/mistakes/*.py` override one function each, or methods of one class in a
`class Value(Value):`; the first line of the docstring is the public name, the rest what helps.
Where tasks share a method, `TASK = "<id>"` says whose mistake it is. At grading a failed check is
run again with each mistake of its task, and the wrong values are compared. A laptop has no
reference; there `mistakes.json` holds fingerprints: the shape and a few seeded random projections
of what the mistake returns at each check, enough to recognise the values and too little to rebuild
them.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import math
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from grader.check.backend import TrustedBackend, module_name
from grader.check.outcome import Mismatch
from grader.check.source import definitions_in
from grader.check.values import finite_numbers
from grader.course import Course, FileSpec, Topic
from grader.errors import CourseError
from grader.sandbox.kinds import is_tensor

FILE = "mistakes.json"
MAX_PROJECTIONS = 4
# Far above rounding (1e-6), far below the distance between two different mistakes.
_SAME = 1e-4


class Fingerprint(msgspec.Struct, frozen=True, array_like=True):
    """What a mistake returns at its first failing expectation of a check.

    `norm` is the largest absolute value; `projections` are in the order of their seeds.
    """

    index: int
    shape: tuple[int, ...]
    norm: float
    projections: tuple[float, ...]


class NamedMistake(msgspec.Struct, frozen=True):
    """What a learner is told."""

    task: str
    name: str
    feedback: str


class MistakesFile(msgspec.Struct):
    """mistakes.json: key -> mistake, and check id -> key -> fingerprint."""

    mistakes: dict[str, NamedMistake]
    checks: dict[str, dict[str, Fingerprint]]


@dataclass(frozen=True)
class Mistake:
    """A mistake that can be run."""

    key: str
    named: NamedMistake
    backend: TrustedBackend


Rerun = Callable[[Mistake], Mismatch | None]


def diagnose(
    mismatch: Mismatch,
    mistakes: Sequence[Mistake],
    rerun: Rerun,
    suspect: NamedMistake | None = None,
) -> NamedMistake | None:
    """The one mistake that returns the learner's very values at the same place, or None.

    `rerun` runs the failed check with a mistake's code in the student's place. A `suspect`, the
    mistake that another check of the task has named, is tried first and then alone.
    """
    if not _evidence(mismatch.got):
        return None
    found = []
    for mistake in sorted(mistakes, key=lambda mistake: mistake.named != suspect):
        theirs = rerun(mistake)
        if theirs is None or theirs.index != mismatch.index:
            continue
        if same_values(mismatch.got, theirs.got):
            if mistake.named == suspect:
                return suspect
            found.append(mistake.named)
    return found[0] if len(found) == 1 else None


def recognise(mismatch: Mismatch, check_id: str, file: MistakesFile) -> NamedMistake | None:
    """The same from fingerprints."""
    yours = fingerprint(mismatch.got, check_id, mismatch.index)
    found = [
        file.mistakes[key]
        for key, wanted in file.checks.get(check_id, {}).items()
        if yours is not None and agree(yours, wanted)
    ]
    return found[0] if len(found) == 1 else None


def same_values(a: Any, b: Any) -> bool:
    """Whether two tensors, or lists of numbers, agree in shape and, up to rounding, in value."""
    if not (is_tensor(a) and is_tensor(b)):
        ours, theirs = finite_numbers(a), finite_numbers(b)
        if ours is None or theirs is None or len(ours) != len(theirs):
            return False
        room = _SAME * max(map(abs, theirs))
        return all(abs(x - y) <= room for x, y in zip(ours, theirs, strict=True))
    if a.shape != b.shape:
        return False
    import torch

    a, b = a.detach().double(), b.detach().double()
    largest = float(b.abs().max())
    return math.isfinite(largest) and bool(torch.allclose(a, b, rtol=0.0, atol=_SAME * largest))


def fingerprint(value: Any, check_id: str, index: int) -> Fingerprint | None:
    """The fingerprint of `value` at expectation `index` of a check; None if it cannot have one."""
    if not _evidence(value):
        return None
    shape = tuple(value.shape) if is_tensor(value) else (len(value),)
    digest = hashlib.sha256(f"{check_id}\0{index}\0{shape}".encode()).digest()
    seed = int.from_bytes(digest[:7], "big")
    norm, projections = (_of_tensor if is_tensor(value) else _of_numbers)(value, seed)
    return Fingerprint(index, shape, _rounded(norm), tuple(map(_rounded, projections)))


def _of_tensor(value: Any, seed: int) -> tuple[float, list[float]]:
    """The largest absolute value and the projections."""
    import torch

    flat = value.detach().double().flatten()
    count = min(MAX_PROJECTIONS, flat.numel() - 1)
    generator = torch.Generator().manual_seed(seed)
    directions = torch.randn(count, flat.numel(), generator=generator, dtype=torch.float64)
    projections: list[float] = (directions @ flat / math.sqrt(flat.numel())).tolist()
    return float(flat.abs().max()), projections


def _of_numbers(value: Sequence[float], seed: int) -> tuple[float, list[float]]:
    """The same for a list, without torch."""
    generator = random.Random(seed)
    projections = [
        sum(generator.gauss(0.0, 1.0) * number for number in value) / math.sqrt(len(value))
        for _ in range(min(MAX_PROJECTIONS, len(value) - 1))
    ]
    return max(abs(float(number)) for number in value), projections


def agree(yours: Fingerprint, wanted: Fingerprint) -> bool:
    """Whether both are of the same values at the same place.

    Up to rounding: the last digits of a sum depend on the processor.
    """
    ours, theirs = (yours.norm, *yours.projections), (wanted.norm, *wanted.projections)
    if (yours.index, yours.shape, len(ours)) != (wanted.index, wanted.shape, len(theirs)):
        return False
    room = 4 * _SAME * wanted.norm
    return all(abs(a - b) <= room for a, b in zip(ours, theirs, strict=True))


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
    siblings = {module_name(topic.id, file): folder / file.name for file in topic.files}
    with _imported_from(siblings):
        for file in [only] if only else topic.files:
            module = _execute(folder / file.name, f"_reference_{topic.id}")
            if override is not None:
                # In the module's own namespace, so that its other functions use the override too.
                code = compile(override.read_text(encoding="utf-8"), str(override), "exec")
                exec(code, vars(module))
            modules[file.name] = module
    return modules


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
    if said := _constant(tree, "TASK"):
        tasks = [task for task in tasks if task == said]
    if len(tasks) != 1:
        raise CourseError(f"{path}: a mistake overrides one task's function, not {len(tasks)}.")
    return tasks[0], topic.file_of[tasks[0]]


def _constant(tree: ast.Module, name: str) -> str:
    """The text that a module assigns to `name`, "" if it does not."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return str(ast.literal_eval(node.value))
    return ""


def _evidence(value: Any) -> bool:
    """Whether `value` has at least two entries, so that a match is no coincidence."""
    if not is_tensor(value):
        return finite_numbers(value) is not None
    if value.numel() < 2 or value.is_complex():
        return False
    return bool(value.isfinite().all())


def _rounded(value: float) -> float:
    return float(f"{value:.7g}")
