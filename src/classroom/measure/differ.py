"""Whether two solutions compute the same, asked with inputs from outside the checks' own.

A mutant that passes every check is either a hole in the checks or no mistake. So both are asked
what the checks ask at seeds of no submission (`as drawn`), and the same with each argument changed
in one way: larger, with another sign, in float64, one row, another layout. Answers are compared up
to rounding, not up to a check's tolerance. An input counts where there is one right answer: where
our solution gives it twice, and each alternative gives it as well. The same numbers in another
shape are the same: the course accepts them.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import Tensor

from classroom.author.compose import overridden, solutions
from classroom.grade.judge import Judge
from classroom.measure.changes import changed, held, leaves
from grader.check.backend import Backend, TrustedBackend
from grader.check.mistakes import load_reference
from grader.check.run import TopicRun
from grader.check.seeds import Seeds
from grader.check.suite import CheckSpec
from grader.course.manifest import Course, FileSpec, Topic
from grader.ritual.cells import OutOfTime, alarm
from grader.sandbox.execute import Reply, Request
from grader.sandbox.host import ChildDied
from grader.sandbox.payload import TooLarge, Unencodable

# Seeds of no submission.
_SECRETS = (b"outside the checks 1", b"outside the checks 2")
# Requests of a task that are asked, spread over its checks; each comes in about ten forms.
_MOST = 40
# Seconds for an answer to changed inputs: a loop that never ends with them has none.
_PATIENCE = 1.0
# Of the largest number: rounding of another order of steps, far below a check's tolerance.
_ROUNDING = {torch.float64: 1e-9}
_ROUNDING_OF_FEWER_BITS = 1e-5

How = Literal["as drawn", "changed"]


@dataclass(frozen=True)
class Difference:
    """Where two solutions part: at a check's own kind of inputs, or at changed ones."""

    how: How
    where: str


@dataclass(frozen=True)
class _Asked:
    """A request, and what our solution answers: a value, or the name of an exception."""

    check: str
    how: str
    file: FileSpec
    request: Request
    seconds: float
    right: Any
    raised: str = ""


# What a judge's process keeps: the requests of checks, by topic, how, and the checks.
_known: WeakKeyDictionary[Judge, dict[tuple[str, ...], list[_Asked]]] = WeakKeyDictionary()


class _Recorder(TrustedBackend):
    """Our solution, and what it was asked."""

    def __init__(self, other: TrustedBackend) -> None:
        super().__init__(other._modules)
        self.asked: list[tuple[FileSpec, Request, float]] = []

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """As our solution; the arguments are kept as they were."""
        kept = replace(request, args=held(request.args), kwargs=held(request.kwargs))
        self.asked.append((file, kept, seconds))
        return super().ask(file, request, seconds)


def difference(
    judge: Judge, run: TopicRun, specs: Sequence[CheckSpec], other: TrustedBackend | None = None
) -> Difference | None:
    """Where the submission of `run` answers the checks `specs` in another way than our solution.

    With an `other` solution: than that one, asked as the checks ask only. None: nowhere.
    """
    for file in {spec.file.name: spec.file for spec in specs}.values():
        # Its checks may have used up its time.
        run.backend.renew(file)
    # What is changed takes ten times as long, and is asked of those that the drawn let through.
    hows: tuple[How, ...] = ("as drawn", "changed") if other is None else ("as drawn",)
    for how in hows:
        for asked in _requests(judge, run, specs, how):
            wanted = asked if other is None else _answered(other, asked)
            if wanted is None:
                continue
            told = _told(run.backend, wanted)
            if told:
                return Difference(how, f"{asked.check}, {asked.request.name} {asked.how}: {told}")
    return None


def _requests(judge: Judge, run: TopicRun, specs: Sequence[CheckSpec], how: How) -> list[_Asked]:
    """What the checks ask, as drawn or changed, with our answers; made once a process and task."""
    known = _known.setdefault(judge, {})
    found: list[_Asked] = []
    for task in dict.fromkeys(spec.task.id for spec in specs):
        own = [spec for spec in specs if spec.task.id == task]
        key = run.topic.id, how, *(spec.id for spec in own)
        if key not in known:
            right = _alternatives(judge.course, run.topic, task)
            known[key] = list(_of_task(run, own, right, how))
        found += known[key]
    return found


def _of_task(
    run: TopicRun, specs: Sequence[CheckSpec], right: Sequence[TrustedBackend], how: How
) -> Iterator[_Asked]:
    """What the checks of a task ask, as it is or changed, where all that is `right` agrees."""
    assert run.reference is not None
    reference = run.reference()
    assert isinstance(reference, TrustedBackend)
    drawn: list[_Asked] = []
    for secret in _SECRETS:
        elsewhere = replace(run, seeds=Seeds(run.topic.id, "", secret))
        for spec in specs:
            recorder = _Recorder(reference)
            elsewhere.rerun(spec, recorder)
            drawn += [
                _Asked(spec.id, "as drawn", file, request, seconds, None)
                for file, request, seconds in recorder.asked
            ]
    step = max(1, math.ceil(len(drawn) / _MOST))
    # What a change makes endless, or too large to be sent, it does to the next request as well.
    in_vain: set[tuple[str, str]] = set()
    for asked in drawn[::step]:
        forms = [asked]
        if how == "changed":
            made = changed(asked.request)
            short = replace(asked, seconds=min(asked.seconds, _PATIENCE))
            forms = [replace(short, how=change, request=request) for change, request in made]
        for form in forms:
            kind = form.request.name, form.how
            answered = None if kind in in_vain else _answered(reference, form)
            if answered is None and how == "changed":
                in_vain.add(kind)
            usual = form is asked or (answered and not answered.raised and _finite(answered.right))
            if answered and usual:
                # Again by our own: what draws without a generator has no one answer.
                others = (_answered(backend, form) for backend in (reference, *right))
                if all(_is_same(answered, other) for other in others):
                    yield answered


def _alternatives(course: Course, topic: Topic, task: str) -> list[TrustedBackend]:
    """The alternatives that have the file of a task in their own way."""
    file, right = topic.file_of[task], solutions(course, topic)
    path = topic.path_in_repository(file.name)
    found = []
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        for override in sorted((course.reference / topic.id).glob("alternatives/*.py")):
            text = overridden(topic, right, [override])[path]
            if text != right[path]:
                whole = Path(folder, override.name)
                whole.write_text(text, encoding="utf-8")
                modules = load_reference(course, topic, whole, only=file)
                found.append(TrustedBackend(modules))
    return found


def _answered(backend: TrustedBackend, asked: _Asked) -> _Asked | None:
    """The request with our own code's answer; None where it cannot be sent, or never comes."""
    try:
        # Inputs are changed until something overflows.
        with alarm(asked.seconds), np.errstate(all="ignore"):
            reply = backend.ask(asked.file, asked.request, asked.seconds)
        return replace(asked, right=reply.value, raised="")
    except (Unencodable, TooLarge, OutOfTime):
        return None
    except Exception as e:  # what a solution raises is its answer
        return replace(asked, right=None, raised=type(e).__name__)


def _is_same(one: _Asked, other: _Asked | None) -> bool:
    return (
        other is not None
        and one.raised == other.raised
        and not _parted(one.right, other.right, _size(one.request))
    )


def _told(backend: Backend, asked: _Asked) -> str:
    """How the submission's answer is another one, "" if it is the same."""
    backend.check_done()
    try:
        reply = backend.ask(asked.file, asked.request, asked.seconds)
    except ChildDied as died:
        return died.detail
    if reply.failure is not None:
        kind = reply.failure.type or reply.failure.kind
        return "" if asked.raised == kind else f"raises {kind}"
    if asked.raised:
        return f"returns where ours raises {asked.raised}"
    return _parted(reply.value, asked.right, _size(asked.request))


def _parted(ours: Any, right: Any, size: float) -> str:
    """How two answers to inputs as large as `size` differ, "" if they do not."""
    if isinstance(ours, SimpleNamespace) and isinstance(right, SimpleNamespace):
        ours, right = vars(ours), vars(right)
    if isinstance(ours, dict) and isinstance(right, dict):
        if ours.keys() != right.keys():
            return "other keys"
        pairs = [(ours[key], right[key]) for key in right]
        return next(filter(None, (_parted(a, b, size) for a, b in pairs)), "")
    if isinstance(ours, list | tuple) and isinstance(right, list | tuple):
        if len(ours) != len(right):
            return f"{len(ours)} values for {len(right)}"
        pairs = list(zip(ours, right, strict=True))
        return next(filter(None, (_parted(a, b, size) for a, b in pairs)), "")
    if ours is None and isinstance(right, Tensor):
        ours = torch.zeros_like(right)  # a gradient that there is not, which checks read as 0
    if isinstance(ours, Tensor) and right is None:
        right = torch.zeros_like(ours)
    if isinstance(ours, Tensor | np.ndarray) or isinstance(right, Tensor | np.ndarray):
        if type(ours) is not type(right):
            return f"{type(ours).__name__} for {type(right).__name__}"
        return _tensors(torch.as_tensor(ours), torch.as_tensor(right), size)
    if _is_number(ours) and _is_number(right):
        a, b = (torch.tensor(float(x), dtype=torch.float64) for x in (ours, right))
        return _tensors(a, b, size)
    return "" if type(ours) is type(right) and ours == right else "another value"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.generic) and not isinstance(value, bool)


def _tensors(ours: Tensor, right: Tensor, size: float) -> str:
    if ours.dtype != right.dtype:
        return f"{ours.dtype} for {right.dtype}"
    a, b = ours.detach().squeeze(), right.detach().squeeze()
    if a.shape != b.shape:
        return f"shape {tuple(ours.shape)} for {tuple(right.shape)}"
    if not a.numel():
        return ""
    if not a.is_floating_point():
        return "" if torch.equal(a, b) else "other numbers"
    rounding = _ROUNDING.get(ours.dtype, _ROUNDING_OF_FEWER_BITS)
    a, b = a.double(), b.double()
    if not torch.equal(a.isfinite(), b.isfinite()):
        return "a number for inf or nan, or the other way round"
    a, b = a.nan_to_num(0.0, 1.0, -1.0), b.nan_to_num(0.0, 1.0, -1.0)
    # Where terms cancel, what is left of them is rounding of the terms.
    room = rounding * (float(b.abs().max()) + 0.01 * min(size, 1.0))
    off = float((a - b).abs().max())
    return f"off by {off:.2g} of {float(b.abs().max()):.2g}" if off > room else ""


def _finite(value: Any) -> bool:
    return all(bool(tensor.isfinite().all()) for tensor in leaves(value))


def _size(request: Request) -> float:
    """The largest number among the arguments."""
    found = [t.abs().max() for t in leaves([request.args, request.kwargs]) if t.numel()]
    return max(map(float, found), default=0.0)
