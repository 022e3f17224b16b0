"""One run over the checks of one topic.

A run knows who answers calls (the backend), the seeds of inputs, and how mistakes are named. It
gets one check after another and gives the topic's record. pytest and the judge both use it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from grader.check.backend import Backend, ChildBackend, TrustedBackend
from grader.check.mistakes import Ended, Mistake, NamedMistake
from grader.check.naming import Namer, Names
from grader.check.outcome import (
    Mismatch,
    NotStarted,
    Outcome,
    StudentError,
    StudentTimeout,
    Trace,
    call_in,
    code_row,
    describe_call,
    raised_in,
    trace,
)
from grader.check.score import any_wrong, score, with_claims, with_names
from grader.check.seeds import Seeds, generators
from grader.check.source import Source
from grader.check.student import Student, place_of, remark
from grader.check.suite import CheckSpec, ended, failed_itself
from grader.check.values import described
from grader.course.manifest import Topic
from grader.errors import EngineError, GraderError, UnexpectedError
from grader.escape import plain
from grader.explain.undefined import lacks
from grader.record import (
    CheckResult,
    QuestionsResult,
    Row,
    TaskResult,
    TaskState,
    TopicResult,
)
from grader.reported import ExperimentReport

if TYPE_CHECKING:
    from grader.check.pool import Pool


@dataclass
class TopicRun:
    """The run of one topic.

    sources    solution file name -> its text
    namer      gives a wrong answer the name of its mistake
    pool       runs of other submissions; needs a ChildBackend
    reference  runs our solution in the student's place, where there is one
    at_fault   checks that it is known not to pass
    revealed   hidden checks may be shown in full
    partial    only some checks were asked for
    limit      seconds for all checks, student code and our own work; later ones are not judged
    keep       traces keep the values of a check when it has ended (for the tolerance audit)
    specs, traces   check id -> what ran, and what was seen while it ran
    faults     check id -> what our solution meets with at its inputs: it counts for nobody
    reports    experiment -> what was reported of it
    """

    topic: Topic
    backend: Backend
    sources: dict[str, Source]
    seeds: Seeds
    namer: Namer
    pool: Pool | None = None
    reference: Callable[[], Backend] | None = None
    at_fault: Container[str] = ()
    revealed: bool = False
    partial: bool = False
    limit: float = math.inf
    keep: bool = False
    questions: QuestionsResult | None = None
    checks: list[CheckResult] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    specs: dict[str, CheckSpec] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    reports: dict[str, ExperimentReport] = field(default_factory=dict)
    _timed_out: dict[str, Outcome] = field(default_factory=dict)
    _names: Names = field(default_factory=Names)
    _told_past: set[str] = field(default_factory=set)
    _refutes: dict[str, frozenset[str]] = field(default_factory=dict)

    def judge(self, spec: CheckSpec) -> None:
        """Run one check and record how it ended."""
        started = time.perf_counter()
        error: BaseException | None = None
        try:
            self.execute(spec)
        except (KeyboardInterrupt, EngineError):
            # Neither the check nor the submission is at fault: there is no verdict.
            raise
        except BaseException as e:  # pytest.skip() in a check is no Exception
            # Its frames refer to it: a cycle that only the garbage collector would free.
            error = e.with_traceback(None)
        self.finish(spec, error, time.perf_counter() - started, "")

    def execute(self, spec: CheckSpec) -> None:
        """Run one check. Raises Outcome if it does not pass."""
        self.specs[spec.id] = spec
        self.traces[spec.id] = current = Trace()
        source = self.sources[spec.file.name]
        if source.problem:
            back = Row("next", f"put the file back: grader reset {source.path}")
            more = [back] if source.problem.endswith("is missing") else []
            raise StudentError(source.problem, [Row("file", source.problem), *more])
        if source.not_started(spec.task.names):
            raise NotStarted("not started")
        if spec.task.id in self._timed_out:
            summary = "not run: an earlier check of this task gave no answer in time"
            raise StudentTimeout(summary, [Row("time", summary)])
        if sum(self.seconds.values()) > self.limit:
            summary = f"not judged: the submission's time was used up by {self._slowest()}"
            rows = [Row("time", summary), Row("", f"there are {self.limit:g} s for all checks")]
            raise StudentTimeout(summary, rows)
        try:
            self._run(spec, current)
            self._names.saw(None, spec.id)
        except StudentTimeout as outcome:
            self._timed_out[spec.task.id] = outcome
            self._names.saw(outcome, spec.id)
            self._complete(outcome, spec, current)
            raise
        except Outcome as outcome:
            self._names.saw(outcome, spec.id)
            if isinstance(outcome, NotStarted) and spec.visibility == "visible":
                self._past_stubs(outcome, spec)
            try:
                if not isinstance(outcome, NotStarted) and (said := self._fault(spec)):
                    self.faults[spec.id] = said
                elif isinstance(outcome, Mismatch):
                    self._refutes[spec.id] = outcome.refutes
                    self._name_mistake(outcome, spec)
                self._complete(outcome, spec, current)
            except Exception as e:
                raise UnexpectedError.of(e) from e
            raise
        except GraderError:
            raise
        except Exception:
            blamed = self._unusable(spec, current)
            if blamed is None:
                if said := self._fault(spec):
                    self.faults[spec.id] = said
                raise
            self._names.saw(blamed, spec.id)
            raise blamed from None  # where in a check it was raised is nothing to a learner

    def finish(
        self, spec: CheckSpec, error: BaseException | None, seconds: float, out: str
    ) -> None:
        """Record how a check ended."""
        current = self.traces.get(spec.id, Trace())
        self.backend.check_done()
        out = self.backend.take_output() + out
        if error is not None and is_timeout(error):
            summary = f"no answer within {spec.deadline:g} s"
            error = StudentTimeout(
                summary, [Row("time", f"{summary}; is there a loop that never ends?")]
            )
            self._timed_out[spec.task.id] = error
            self._complete(error, spec, current)
        check = ended(spec, error, current, out, self.seeds.of(spec.id))
        self.checks.append(check)
        self.seconds[spec.id] = round(seconds, 6)
        if not self.keep:
            current.forget_values()

    def record(self) -> TopicResult:
        """The topic's part of the record. Tasks without checks are errors, unless `partial`."""
        tasks = []
        states: dict[str, TaskState] = {}
        for spec in self.topic.scored.values():
            checks = [check for check in self.checks if check.task == spec.id]
            # A plain run on a laptop judges no experiments.
            if not checks and (self.partial or spec.id in self.topic.experiments):
                continue
            checks.sort(key=lambda check: check.visibility == "hidden")
            # Where a required task is wrong, these values may match a mistake by chance.
            by_chance = any_wrong(spec.requires, states)
            main = spec.parts[0].name if spec.parts else ""
            held = set() if by_chance else self._names.holding(checks, self._end_of, main)
            checks = with_names(with_claims(checks, self._refutes), held)
            found = score(spec, checks, states)
            states[spec.id] = found.standing
            tasks.append(
                TaskResult(
                    id=spec.id,
                    ref=spec.ref,
                    title=spec.title,
                    file=self.topic.place_of(spec.id),
                    points=found.points,
                    state=found.state,
                    earned=found.earned,
                    checks=checks,
                    parts=found.parts,
                    report=self.reports.get(spec.id),
                )
            )
        return TopicResult(
            id=self.topic.id,
            title=self.topic.title,
            solution_hash=self.seeds.solution_hash,
            tasks=tasks,
            file_titles=self.topic.titles,
            hidden=any(check.visibility == "hidden" for check in self.checks),
            revealed=self.revealed,
            questions=None if self.partial else self.questions,
        )

    def _slowest(self) -> str:
        """The tasks that took the most time, half of it or more in all."""
        spent: dict[str, float] = {}
        for check in self.checks:
            spent[check.task] = spent.get(check.task, 0.0) + self.seconds[check.id]
        named, left = [], sum(spent.values()) / 2
        while left > 0:
            named.append(max(spent, key=lambda task: spent[task]))
            left -= spent.pop(named[-1])
        return ", ".join(named)

    def _run(self, spec: CheckSpec, current: Trace) -> None:
        """Run the check on the submission, or see that it passes as another did."""
        if self.pool is None or self.keep or not isinstance(self.backend, ChildBackend):
            self._call(spec, self.backend, current)
            return
        walk = self.pool.walk(self.backend, spec.id, self.seeds.of(spec.id))
        passed = walk.along(spec.file, spec.deadline)
        if passed is not None:
            current.margin = passed.margin
            return
        self._call(spec, walk, current)
        if not current.notes:
            walk.keep(current.margin)

    def _past_stubs(self, outcome: NotStarted, spec: CheckSpec) -> None:
        """Tell what a written method raises where a check meets a stub of its class before it.

        What the stub would have answered is left empty: what reads that is not told.
        """
        source = self.sources[spec.file.name]
        past = source.methods_left({name.partition(".")[0] for name in spec.task.names})
        if not past or spec.task.id in self._told_past:
            return
        try:
            self._call(spec, self.backend, Trace(explain=False), past)
        except EngineError:
            raise
        except StudentError as error:
            if not error.exception or not source.rests_on_none(error.where, past):
                return
            labels = ("raised", "line", "from", "calls", "why", "shapes")
            outcome.rows = [row for row in error.rows if row.label in labels]
            outcome.where = error.where
            self._told_past.add(spec.task.id)
        except Exception:
            return  # the check itself, or a value: both may be so for want of the stub's answer

    def _call(
        self,
        spec: CheckSpec,
        backend: Backend,
        current: Trace,
        past: dict[str, str] | None = None,
    ) -> None:
        token = trace.set(current)
        try:
            spec.function(**spec.arguments, **self._given(spec, backend, current, past))
        finally:
            trace.reset(token)

    def _given(
        self, spec: CheckSpec, backend: Backend, current: Trace, past: dict[str, str] | None
    ) -> dict[str, Any]:
        given: dict[str, Any] = generators(self.seeds.of(spec.id), spec.wanted)
        if "student" in spec.wanted:
            source = self.sources[spec.file.name]
            about = (spec.file, source, current, spec.deadline, self.sources.values())
            given["student"] = Student(backend, self.topic.id, *about, past=past)
        return given

    def rerun(self, spec: CheckSpec, backend: TrustedBackend) -> Outcome | None:
        """Run a check with other code in the student's place; how it ends, None if it passes."""
        try:
            self._call(spec, backend, Trace(explain=False))
        except Outcome as outcome:
            return outcome.with_traceback(None)  # see judge
        except Exception as e:
            return StudentError(type(e).__name__)
        return None

    def _unusable(self, spec: CheckSpec, current: Trace) -> StudentError | None:
        """What to say where a check raised at what student code returned; None if the check did.

        It did if nothing was returned to it yet, or if our own solution, given the same inputs,
        does not pass either.
        """
        answered = [called for called in current.calls if called.answered]
        if not answered or self._fault(spec):
            return None
        called = answered[-1]
        source = self.sources[spec.file.name]
        name = called.name if source.line_of(called.name) else spec.task.place
        asked = source.returns(name)
        expected = f"expected {plain(asked, 80)}" if asked else "the docstring says what is right"
        text = f"yours is {described(called.result)}, {expected}"
        error = StudentError(
            f"{name} returned a value that the check cannot use",
            [Row("value", text)],
            pattern="a value that the check cannot use",
        )
        self._complete(error, spec, current)
        return error

    def _fault(self, spec: CheckSpec) -> str:
        """What our own solution meets with at the same inputs; "" if it passes.

        On a laptop, which has no solution, it has passed before. What is known counts already.
        """
        if self.reference is None or spec.id in self.at_fault:
            return ""
        known = {} if self.pool is None else self.pool.faults
        place = spec.id, self.seeds.of(spec.id)
        if place not in known:
            known[place] = ""
            try:
                self._call(spec, self.reference(), Trace(explain=False))
            except Exception as e:
                known[place] = e.summary if isinstance(e, Outcome) else failed_itself(e)
        return known[place]

    def _with(self, spec: CheckSpec, mistake: Mistake) -> Outcome | None:
        return self.rerun(spec, mistake.backend)

    def _end_of(self, named: NamedMistake, check_id: str) -> list[Ended | None]:
        """How mistakes of this name end at a check that was judged."""
        spec = self.specs[check_id]
        return self.namer.ended(named, spec, self.seeds.of(check_id), partial(self._with, spec))

    def _name_mistake(self, mismatch: Mismatch, spec: CheckSpec) -> None:
        if mismatch.oversize:
            return
        suspect = self._names.last.get(spec.task.id)
        rerun = partial(self._with, spec)
        fits = self.namer.fitting(mismatch, spec, self.seeds.of(spec.id), rerun, suspect)
        if len({*fits}) != 1:  # files of one name are one mistake
            return
        named = fits[0]
        self._names.give(named, spec, shown=mismatch.shows is not None)
        mismatch.mistake = named.name
        text = f"these are the values that come out when {named.name}"
        mismatch.rows += [Row("mistake", text), Row("idea", named.feedback)]

    def _complete(self, outcome: Outcome, spec: CheckSpec, current: Trace) -> None:
        """Add where the learner's code stands, how it was called, and what to do next."""
        source = self.sources[spec.file.name]
        called = current.calls[-1] if current.calls else None
        if isinstance(outcome, Mismatch):
            called = current.call_of(outcome.got, outcome.rows)
        name = place_of(called, spec, source)
        if outcome.where.startswith(f"{source.path}:"):
            name = raised_in(outcome, name, spec.task.names, source)
        elif not outcome.where and source.line_of(name):
            outcome.where = f"{source.path}:{source.line_of(name)}"
        context = code_row(outcome, name)
        remark(outcome, (name, *spec.task.names), source, self.sources.values())
        # Of several calls whose results are compared at once, none is that of the wrong value.
        if isinstance(outcome, Mismatch) and called is not None and len(current.calls) > 1:
            called = called if called.returned(outcome.got) else None
        if called is not None and called.driver and outcome.exception:
            called = call_in(called, source)
        if called is not None and called.args and called.parameters:
            context.append(Row("called", describe_call(called)))
        again = [Row("again", f'pytest "{spec.id}"')] if spec.visibility == "visible" else []
        files = [(s.tree, f.tasks) for f in self.topic.files if (s := self.sources.get(f.name))]
        outcome.rows, hint = lacks(outcome.rows, spec.task.id, files)
        if any(row.label == "import" for row in outcome.rows):
            hint = f"mend this place; every task in {spec.file.name} waits for it"
        outcome.rows = [*context, *outcome.rows, Row("next", hint), *again]


def is_timeout(error: BaseException) -> bool:
    """Whether pytest-timeout has ended what ran."""
    return isinstance(error, pytest.fail.Exception) and "pytest-timeout" in str(error)
