"""One run over the checks of one topic: who answers, with which seeds, and what came of it.

The pytest plugin feeds it items; it returns the topic's part of a record. The laptop and the
grader use the same class with another backend, so that their records agree.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from grader.check.backend import Backend, TrustedBackend
from grader.check.mistakes import Mistake, MistakesFile, NamedMistake, Rerun, diagnose, recognise
from grader.check.outcome import (
    Mismatch,
    NotStarted,
    Outcome,
    StudentError,
    StudentTimeout,
    Trace,
    trace,
)
from grader.check.score import all_done, points, task_state
from grader.check.seeds import Seeds
from grader.check.source import Source
from grader.check.student import Student, describe_call
from grader.check.task import DEADLINE
from grader.course import FileSpec, TaskSpec, Topic
from grader.errors import CourseError
from grader.record import GRADING_PROBLEM, Check, Row, TaskState, Visibility
from grader.record import Task as TaskRecord
from grader.record import Topic as TopicRecord
from grader.render.escape import plain

Diagnose = Callable[[Mismatch, "CheckSpec", Rerun], NamedMistake | None]
_MAX_OUTPUT = 2000


@dataclass(frozen=True)
class CheckSpec:
    """What is known of a check before it runs."""

    id: str
    name: str
    title: str
    task: TaskSpec
    file: FileSpec
    visibility: Visibility
    category: str
    deadline: float
    seed: int
    tolerance_reason: str = ""


@dataclass
class TopicRun:
    """The run of one topic.

    `sources` maps solution file names to texts; `diagnose` names mistakes; `revealed`
    says that hidden checks may be shown, `partial` that only some checks were asked for. `specs`
    and `traces` (by check id) keep what ran.
    """

    topic: Topic
    backend: Backend
    sources: dict[str, Source]
    seeds: Seeds
    diagnose: Diagnose
    revealed: bool = False
    partial: bool = False
    checks: list[Check] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    specs: dict[str, CheckSpec] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)
    _timed_out: dict[str, Outcome] = field(default_factory=dict)

    def spec(self, item: pytest.Item) -> CheckSpec | None:
        """What check `item` is, or None if it is not one. Raises CourseError if it is malformed."""
        marker = item.get_closest_marker("task")
        if marker is None or not isinstance(item, pytest.Function):
            return None
        visible = item.path.parent == self.topic.folder
        folder = f"exercises/{self.topic.id}" if visible else f"tests/hidden/{self.topic.id}"
        check_id = f"{folder}/{item.path.name}::{item.name}"
        task_id, category = marker.args[0], marker.kwargs.get("category", "")
        task = self.topic.tasks.get(task_id)
        if task is None:
            raise CourseError(f"{check_id}: topic.toml has no task '{task_id}'.")
        file = self.topic.file_of[task_id]
        if item.path.name != f"test_{file.name}":
            raise CourseError(f"{check_id}: task '{task_id}' belongs to test_{file.name}.")
        if not visible and not category:
            raise CourseError(f"{check_id}: a hidden check needs a category.")
        title = (inspect.getdoc(item.function) or "").partition("\n")[0]
        if not title:
            raise CourseError(f"{check_id}: the check needs a docstring, its title.")
        return CheckSpec(
            check_id,
            item.name,
            title,
            task,
            file,
            "visible" if visible else "hidden",
            category,
            marker.kwargs.get("deadline", DEADLINE),
            self.seeds.of(check_id),
            marker.kwargs.get("tolerance_reason", ""),
        )

    def execute(self, item: pytest.Function, spec: CheckSpec) -> None:
        """Run one check. Raises Outcome if it does not pass."""
        self.specs[spec.id] = spec
        self.traces[spec.id] = current = Trace()
        source = self.sources[spec.file.name]
        if source.problem:
            put_back = Row("next", "put the file back; the course's repository has its stub")
            raise StudentError(source.problem, [Row("file", source.problem), put_back])
        if source.not_started(spec.task.names):
            raise NotStarted("not started")
        if spec.task.id in self._timed_out:
            summary = "not run: an earlier check of this task gave no answer in time"
            raise StudentTimeout(summary, [Row("time", summary)])
        try:
            self._call(item, spec, self.backend, current)
        except StudentTimeout as outcome:
            self._timed_out[spec.task.id] = outcome
            self._complete(outcome, spec, current)
            raise
        except Outcome as outcome:
            if isinstance(outcome, Mismatch):
                self._name_mistake(outcome, item, spec)
            self._complete(outcome, spec, current)
            raise

    def finish(
        self, spec: CheckSpec, error: BaseException | None, seconds: float, out: str
    ) -> None:
        """Take down how a check ended."""
        current = self.traces.get(spec.id, Trace())
        self.backend.check_done()
        out = (self.backend.take_output() + out)[:_MAX_OUTPUT]
        if error is not None and _is_timeout(error):
            summary = f"no answer within {spec.deadline:g} s"
            error = StudentTimeout(
                summary, [Row("time", f"{summary}; is there a loop that never ends?")]
            )
            self._timed_out[spec.task.id] = error
            self._complete(error, spec, current)
        check = Check(
            id=spec.id,
            task=spec.task.id,
            title=spec.title,
            visibility=spec.visibility,
            category=spec.category,
            state="pass",
            notes=current.notes,
            output=plain(out, _MAX_OUTPUT, keep_newlines=True),
            margin=current.margin,
            seed=spec.seed,
        )
        if isinstance(error, Outcome):
            check.state = error.state
            check.summary, check.rows = error.summary, error.rows
            check.pattern, check.mistake = error.pattern, error.mistake
            check.exception, check.where = error.exception, error.where
        elif error is not None:
            check.state, check.category = "error", GRADING_PROBLEM
            check.summary = f"the check itself failed: {type(error).__name__}: {plain(str(error))}"
            check.rows = [Row("problem", check.summary), Row("next", "tell the course's authors")]
        self.checks.append(check)
        self.seconds[spec.id] = round(seconds, 6)

    def record(self) -> TopicRecord:
        """The topic's part of the record. Tasks without checks are errors, unless `partial`."""
        tasks = []
        states: dict[str, TaskState] = {}
        for spec in self.topic.tasks.values():
            checks = [check for check in self.checks if check.task == spec.id]
            if self.partial and not checks:
                continue
            checks.sort(key=lambda check: check.visibility == "hidden")
            if not all_done(spec.requires, states):
                # Values that come of another task's mistake look like this one's by chance.
                checks = [_unnamed(check) for check in checks]
            states[spec.id] = state = task_state(spec, checks, states)
            tasks.append(
                TaskRecord(
                    id=spec.id,
                    ref=spec.ref,
                    title=spec.title,
                    file=self.topic.file_of[spec.id].name,
                    points=spec.points,
                    state=state,
                    earned=points(spec, state),
                    checks=checks,
                )
            )
        return TopicRecord(
            id=self.topic.id,
            title=self.topic.title,
            solution_hash=self.seeds.solution_hash,
            tasks=tasks,
            file_titles={file.name: file.title for file in self.topic.files},
            hidden=any(check.visibility == "hidden" for check in self.checks),
            revealed=self.revealed,
        )

    def _call(
        self, item: pytest.Function, spec: CheckSpec, backend: Backend, current: Trace
    ) -> None:
        source = self.sources[spec.file.name]
        student = Student(backend, self.topic.id, spec.file, source, current, spec.deadline)
        wanted = inspect.signature(item.obj).parameters
        ours = {"student": student, **generators(spec.seed, wanted)}
        token = trace.set(current)
        try:
            item.obj(**{name: ours.get(name, item.funcargs.get(name)) for name in wanted})
        finally:
            trace.reset(token)

    def rerun(
        self, item: pytest.Function, spec: CheckSpec, backend: TrustedBackend
    ) -> Mismatch | None:
        """Run a check with other code in the student's place; its mismatch.

        None if it passes, or if that code raises an error and so has no values to compare.
        """
        try:
            self._call(item, spec, backend, Trace())
        except Mismatch as mismatch:
            return mismatch
        except Exception:
            return None
        return None

    def _name_mistake(self, mismatch: Mismatch, item: pytest.Function, spec: CheckSpec) -> None:
        named = self.diagnose(mismatch, spec, lambda backend: self.rerun(item, spec, backend))
        if named is None:
            return
        mismatch.mistake = named.name
        text = f"these are the values that come out when {named.name}"
        mismatch.rows = [row for row in mismatch.rows if row.label not in ("yours", "expected")]
        mismatch.rows += [Row("mistake", text), Row("idea", named.feedback)]

    def _complete(self, outcome: Outcome, spec: CheckSpec, current: Trace) -> None:
        """Add where the learner's code stands, how it was called, and what to do next."""
        source = self.sources[spec.file.name]
        called = current.calls[-1] if current.calls else None
        if isinstance(outcome, Mismatch):
            called = current.call_of(outcome.got)
        name = called.name if called and source.line_of(called.name) else spec.task.place
        if not outcome.where and source.line_of(name):
            outcome.where = f"{source.path}:{source.line_of(name)}"
        context = [Row("code", f"{outcome.where} ({name})")] if outcome.where else []
        if called is not None and called.args and called.parameters:
            context.append(Row("called", describe_call(called)))
        again = []
        if spec.visibility == "visible":
            again.append(Row("again", f'pytest "{spec.id}"'))
        hint = Row("next", f"grader hint {spec.task.id}")
        outcome.rows = [*context, *outcome.rows, hint, *again]


def _unnamed(check: Check) -> Check:
    """The same without the name of a mistake."""
    rows = [row for row in check.rows if row.label not in ("mistake", "idea")]
    return msgspec.structs.replace(check, mistake="", rows=rows)


def generators(seed: int, wanted: Container[str]) -> dict[str, object]:
    """The sources of random numbers that a check may ask for: `rng`, and `gen` if it is wanted."""
    found: dict[str, object] = {"rng": random.Random(seed)}
    if "gen" in wanted:
        import torch

        found["gen"] = torch.Generator().manual_seed(seed)
    return found


def diagnose_with(mistakes: Mapping[str, Sequence[Mistake]]) -> Diagnose:
    """Diagnosis by running the mistakes (task id -> Mistake), for the grader."""
    return lambda mismatch, spec, rerun: diagnose(mismatch, mistakes[spec.task.id], rerun)


def diagnose_from(file: MistakesFile) -> Diagnose:
    """Diagnosis by fingerprints, for laptops."""
    return lambda mismatch, spec, rerun: recognise(mismatch, spec.id, file)


def read_sources(topic: Topic, root: Path) -> dict[str, Source]:
    """The learner's own files under `root`, read for a local run; what is wrong is said in each."""
    sources = {}
    for file in topic.files:
        path = topic.path_in_repository(file.name)
        try:
            sources[file.name] = Source(path, (root / path).read_text(encoding="utf-8"))
        except FileNotFoundError:
            sources[file.name] = Source(path, problem=f"{path} is missing")
        except (OSError, UnicodeDecodeError) as e:
            reason = "is not UTF-8 text" if isinstance(e, UnicodeDecodeError) else e.strerror
            sources[file.name] = Source(path, problem=f"{path} cannot be read: {reason}")
    return sources


def _is_timeout(error: BaseException) -> bool:
    return isinstance(error, pytest.fail.Exception) and "pytest-timeout" in str(error)
