"""Judge the experiments of a topic: the reported settings are run again with the learner's code.

The checks of an experiment: its section can be read, its settings lie within their ranges, each
number is found again, the goal is reached. Nothing here depends on a secret.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from grader.check.backend import Backend
from grader.check.outcome import NotStarted, Outcome, StudentTimeout, Trace
from grader.check.run import TopicRun, is_timeout
from grader.check.score import DONE, standings
from grader.course.experiments import FILE, GOAL, NUMBERS, ExperimentSpec, FoundSpec, Value
from grader.course.manifest import STUDENT_ROOT
from grader.errors import EngineError
from grader.escape import plain
from grader.experiments.comparing import holds, reason
from grader.experiments.measured import Experiment, Measured, plain_settings
from grader.experiments.report import Reported, assigned, command
from grader.experiments.running import measure, unusable
from grader.record import EMPTY, GRADING_PROBLEM, CheckResult, CheckState, Row
from grader.reported import ExperimentReport

# For all experiments of a topic at grading, of which right code needs a third or less.
TOPIC_SECONDS = 60.0
_MAX_OUTPUT = 2000
_NO_RUN = "not run again"

Settings = Mapping[str, Value]


class Known(Protocol):
    """What runs of this code have found before."""

    def get(self, spec: ExperimentSpec, settings: Settings) -> Measured | None:
        """What these settings have given, None where they have not run."""

    def put(self, spec: ExperimentSpec, settings: Settings, measured: Measured) -> None:
        """Keep what a run has found."""


@dataclass
class ExperimentJudge:
    """Judges experiments one after another, into a run of their topic.

    answers    experiment -> the right prediction, where it is known
    left       seconds of student code that are left for all of them
    known      runs that need not be made again
    """

    run: TopicRun
    experiments: Mapping[str, Experiment]
    sections: Mapping[str, Reported]
    answers: Mapping[str, str] = field(default_factory=dict)
    left: float = TOPIC_SECONDS
    known: Known | None = None

    def judge(self, spec: ExperimentSpec) -> list[CheckResult]:
        """Judge one experiment; its checks, which the run has as well."""
        started = time.perf_counter()
        section = self.sections[spec.id]
        judged = _Checks(self, spec, section)
        checks = list(judged.all())
        self.run.backend.check_done()
        spent = round(time.perf_counter() - started, 6)
        self.left -= spent
        output = plain(self.run.backend.take_output(), _MAX_OUTPUT, keep_newlines=True)
        # What was printed is shown with each run, so such a run is made again.
        if self.known is not None and judged.measured is not None and not output:
            self.known.put(spec, section.settings, judged.measured)
        checks[-1].output = output
        for check in checks:
            self.run.seconds[check.id] = spent if check is checks[-1] else 0.0
        self.run.checks += checks
        if section.begun:
            self.run.reports[spec.id] = self._report(spec, section)
        return checks

    def _report(self, spec: ExperimentSpec, section: Reported) -> ExperimentReport:
        answer = self.answers.get(spec.id)
        return ExperimentReport(
            prediction=section.prediction,
            right=section.prediction == answer if answer and section.prediction else None,
            settings=assigned(section.settings),
            found=assigned(section.found),
            because=section.because,
        )


@dataclass
class _Checks:
    """The checks of one experiment; `measured` is what a run has found that was made for them."""

    judge: ExperimentJudge
    spec: ExperimentSpec
    section: Reported
    measured: Measured | None = None

    def all(self) -> list[CheckResult]:
        """Every check, in the order in which a learner reads them."""
        spec, section = self.spec, self.section
        read = self._made("section", "the section of the report can be read")
        ranges = self._made("settings", "the settings lie within their ranges")
        numbers = {
            each.name: self._made(each.name, f"{each.name} is found again") for each in spec.found
        }
        goal = self._made("goal", "the goal is reached", part=GOAL) if spec.goal else None
        every = [read, ranges, *numbers.values(), *([goal] if goal else [])]
        if not section.begun:
            return [_not_started(check) for check in every]
        read.notes = list(section.notes)
        if section.problems:
            rows = [Row("report", text) for text in section.problems]
            _ends(read, "fail", section.problems[0], rows)
        refused = section.refused or self._over_budget()
        if refused:
            again = Row("next", f"grader run {spec.ref}")
            _ends(ranges, "fail", refused, [Row("settings", refused), again])
        waiting = [check for name, check in numbers.items() if name not in section.found]
        waiting += [goal] if goal and not section.found else []
        for check in waiting:
            _not_started(check)
            check.rows = [Row(EMPTY, self._empty())]
        asked = [check for check in every[2:] if check not in waiting]
        if asked and (said := self._run(asked, numbers, goal, refused)):
            for check in every:
                _ends(check, "error", said, [Row("problem", said)])
                check.category = GRADING_PROBLEM
        return every

    def _empty(self) -> str:
        """Which fields are still to be filled in, and what prints them."""
        lacking = [each.name for each in self.spec.found if each.name not in self.section.found]
        fields = ["prediction"] * (not self.section.prediction)
        fields += lacking if self.section.found else ["found"]
        said = f"`{'` and `'.join(fields)}` {'are' if len(fields) > 1 else 'is'} empty"
        if not lacking:
            return said
        prints = command(self.spec, self.section.settings, graded=True)
        return f"{said}: {prints} prints {'the numbers' if len(fields) > 1 else 'it'}"

    def _over_budget(self) -> str:
        return self.judge.experiments[self.spec.id].fits(plain_settings(self.section.settings))

    def _run(
        self,
        checks: list[CheckResult],
        numbers: Mapping[str, CheckResult],
        goal: CheckResult | None,
        refused: str,
    ) -> str:
        """Run the settings again, and decide on `checks`; says what the course is at fault of."""
        states = standings(self.judge.run.topic, self.judge.run.checks)
        open_ = [task for task in self.spec.requires if states.get(task, "pass") not in DONE]
        if open_ or refused:
            why = f"waits for {', '.join(open_)}" if open_ else "the settings are refused"
            for check in checks:
                _ends(check, "fail", f"{_NO_RUN}: {why}", [Row("waits", f"{_NO_RUN}: {why}")])
            return ""
        current = Trace()
        try:
            measured = self._known()
            if measured is None:
                measured = self.measured = self._measured(current, None)
        except Outcome as outcome:
            for check in checks:
                self._outcome(check, outcome)
            return ""
        except EngineError:
            raise
        except Exception as e:
            return self._raised(checks, e, current)
        for check in checks:
            if check is goal:
                if not measured.goal:
                    self._goal(check, measured.missed)
            else:
                found = next(f for f in self.spec.found if numbers[f.name] is check)
                self._number(check, found, measured)
        return ""

    def _known(self) -> Measured | None:
        known = self.judge.known
        return None if known is None else known.get(self.spec, self.section.settings)

    def _measured(self, current: Trace, backend: Backend | None) -> Measured:
        one = self.judge.experiments[self.spec.id]
        seconds = min(one.deadline, max(self.judge.left, 0.1))
        try:
            return measure(
                self.judge.run,
                self.spec,
                one,
                self.section.settings,
                "graded",
                seconds=seconds,
                backend=backend,
                current=current,
            )
        except BaseException as e:
            if not is_timeout(e):
                raise
            summary = f"no answer within {seconds:g} s"
            raise StudentTimeout(summary, [Row("time", summary)]) from None

    def _number(self, check: CheckResult, found: FoundSpec, measured: Measured) -> None:
        given = self.section.found[found.name]
        if holds(found, given, measured.found[found.name]):
            return
        rows = [Row("yours", f"{found.name} = {given!r}, {found.says}")]
        if said := reason(self.spec, found, self.section.found, measured):
            summary = f"{found.name} {said}"
            rows.append(Row("why", summary))
        else:
            prints = command(self.spec, self.section.settings, graded=True)
            summary = f"{found.name} is not of these settings: {prints} prints the number"
            rows += [Row("why", f"{found.name} is not of these settings"), Row("prints", prints)]
        _ends(check, "fail", summary, rows)

    def _goal(self, check: CheckResult, missed: Sequence[str]) -> None:
        summary = f"the goal is not reached: {self.spec.goal}"
        rows = [Row("goal", summary), *(Row("", f"not reached: {part}") for part in missed)]
        rows += [Row("next", f"grader hint {self.spec.ref}")]
        _ends(check, "fail", summary, rows)

    def _outcome(self, check: CheckResult, outcome: Outcome) -> None:
        """Student code raised, gave no answer in time, or is not there."""
        rows = [Row("code", outcome.where)] if outcome.where else []
        again = [Row("next", f"pytest {STUDENT_ROOT}/{self.judge.run.topic.id}")]
        again = [] if any(row.label == "next" for row in outcome.rows) else again
        state: CheckState = "fail" if isinstance(outcome, NotStarted) else outcome.state
        _ends(check, state, outcome.summary, [*rows, *outcome.rows, *again])
        check.pattern, check.exception, check.where = (
            outcome.pattern,
            outcome.exception,
            outcome.where,
        )

    def _raised(self, checks: list[CheckResult], error: Exception, current: Trace) -> str:
        """The experiment raised: at what student code returned, or by a fault of ours."""
        outcome = unusable(self.judge.run, current)
        fault = _text(error) if outcome is None else self._fault()
        if outcome is None or fault:
            return f"the experiment itself failed: {fault}"
        for check in checks:
            self._outcome(check, outcome)
        return ""

    def _fault(self) -> str:
        """What our own solution meets with at these settings; "" if nothing, or there is none."""
        if self.judge.run.reference is None:
            return ""
        try:
            self._measured(Trace(explain=False), self.judge.run.reference())
        except Exception as e:
            return _text(e)
        return ""

    def _made(self, name: str, title: str, part: str = "") -> CheckResult:
        return CheckResult(
            id=f"{STUDENT_ROOT}/{self.judge.run.topic.id}/{FILE}::{self.spec.id}[{name}]",
            task=self.spec.id,
            part=part or (NUMBERS if self.spec.goal else ""),
            title=title,
        )


def _ends(check: CheckResult, state: CheckState, summary: str, rows: list[Row]) -> None:
    check.state, check.summary, check.rows = state, summary, rows


def _not_started(check: CheckResult) -> CheckResult:
    check.state, check.summary = "not_started", "not started"
    return check


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {plain(str(error), 300)}"
