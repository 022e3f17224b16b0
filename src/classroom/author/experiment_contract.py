"""The contract of experiments: manifest and experiments.py agree, and verdicts are right.

The reference's report is accepted, so are reports of other right settings, and each wrong report is
refused with the sentence that its entry asks for. All of it runs our own solution in this process.
A run is handed seeds that cannot be asked, so a verdict is the same whatever the secret is; each is
made under every secret that is given all the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from classroom.author.contract import Problem
from classroom.grade.experiment_key import FILE as KEY
from classroom.grade.experiment_key import (
    ExperimentKey,
    Right,
    WrongReport,
    load_experiment_keys,
    reference_report,
)
from grader.check.mistakes import SolutionBackend
from grader.check.naming import Namer
from grader.check.run import TopicRun
from grader.check.seeds import Seeds
from grader.check.source import Source
from grader.course.experiments import FILE, REPORT, ExperimentSpec, RefusedSetting, Value
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import CourseError
from grader.experiments.judging import ExperimentJudge
from grader.experiments.measured import Experiment, Measured, load_experiments
from grader.experiments.report import Reported, empty_report, read_report
from grader.experiments.running import measure
from grader.record import CheckResult

LEAST_RIGHT, LEAST_WRONG = 5, 8
# Processor time of the reference's own report, all experiments of a topic.
TOPIC_SECONDS = 20.0


def experiment_problems(course: Course, topic: Topic) -> Iterator[Problem]:
    """What is wrong with the experiments of a topic, as far as files tell; nothing runs."""
    if not topic.experiments:
        return
    where, reference = f"{STUDENT_ROOT}/{topic.id}", f"reference/{topic.id}"
    if FILE not in topic.support:
        what = f"{FILE} is not among the support files"
        yield Problem(f"{where}/topic.toml", what, "add it to `support`")
    sheet = topic.folder / REPORT
    empty = empty_report(topic.id, topic.experiments)
    if not sheet.is_file() or sheet.read_text(encoding="utf-8") != empty:
        yield Problem(f"{where}/{REPORT}", "is not empty", "remove it, then: grader course build")
    for spec in topic.experiments.values():
        if " ".join(spec.hints[0].split()) == " ".join(spec.hints[1].split()):
            what = f"both hints of {spec.id} are the same"
            yield Problem(f"{where}/topic.toml", what, "let the second say which idea it takes")
    try:
        load_experiments(topic)
        keys = load_experiment_keys(course, topic)
        sections = read_report(topic.experiments, reference_report(course, topic))
    except CourseError as e:
        yield Problem(where, str(e), "mend it")
        return
    yield from _key_problems(keys, f"{reference}/{KEY}")
    for name, section in sections.items():
        spec = topic.experiments[name]
        faults = [*section.problems, *section.notes, *([section.refused] * bool(section.refused))]
        if set(section.found) != {each.name for each in spec.found} or not section.because:
            faults.append(f"[{spec.ref}] lacks a number, or a because")
        if section.prediction != keys[name].answer:
            faults.append(f"[{spec.ref}] does not predict the answer, {keys[name].answer}")
        for fault in faults:
            yield Problem(f"{reference}/{REPORT}", fault, "mend it")


def _key_problems(keys: Mapping[str, ExperimentKey], where: str) -> Iterator[Problem]:
    for name, key in keys.items():
        if len(key.right) < LEAST_RIGHT:
            what = f"{name} has {len(key.right)} right settings, at least {LEAST_RIGHT} are asked"
            yield Problem(where, what, "write more")
        if not all(text.strip() for text in key.opens.values()):
            yield Problem(where, f"{name} has a choice that opens nothing", "write its sentence")
    wrong = sum(len(key.wrong) for key in keys.values())
    if wrong < LEAST_WRONG:
        what = f"has {wrong} wrong reports, at least {LEAST_WRONG} are asked"
        yield Problem(where, what, "write more, each with its true reason")


class _Unasked(Seeds):
    """The seeds of a run that must do without."""

    def of(self, check_id: str) -> int:
        """Refused: nothing that an experiment finds may depend on the secret."""
        raise LookupError("an experiment asks for a seed; draw all chance from fixed seeds")


@dataclass
class JudgedReports:
    """How many reports were judged, and how many as they should be, over all secrets."""

    right: int = 0
    held: int = 0
    wrong: int = 0
    refused: int = 0


@dataclass
class ExperimentTrial:
    """Our own solution before the judge of experiments; the same settings are run once.

    `override` is an alternative that takes the place of some of it. `secrets` are those under which
    each report is judged; `seconds` is experiment -> the processor time of the reference's report.
    `tell` hears what share of an experiment has been judged since it heard last.
    """

    course: Course
    topic: Topic
    override: Path | None = None
    secrets: Sequence[bytes | None] = (None,)
    tell: Callable[[float], object] = lambda share: None
    seconds: dict[str, float] = field(default_factory=dict)
    tally: JudgedReports = field(default_factory=JudgedReports)
    _known: dict[str, Measured] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._functions = load_experiments(self.topic)
        self._keys = load_experiment_keys(self.course, self.topic)
        self._backend = SolutionBackend(self.course, self.topic, self.override)

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the verdicts on the topic's experiments."""
        for name, spec in self.topic.experiments.items():
            key = self._keys[name]
            reports = [
                self._reference(spec),
                *(self._right(spec, right) for right in key.right),
                *(self._wrong(spec, wrong, n) for n, wrong in enumerate(key.wrong, 1)),
            ]
            for report in reports:
                yield from self._told(spec, report)
                self.tell(1 / len(reports))

    def slow(self) -> Iterator[Problem]:
        """Whether the reference's report, when all is judged, has taken too long."""
        total = sum(self.seconds.values())
        if total > TOPIC_SECONDS:
            what = f"its experiments take {total:.0f} s, {TOPIC_SECONDS:g} are allowed"
            advice = "take fewer steps at the graded size"
            yield Problem(f"{STUDENT_ROOT}/{self.topic.id}/{FILE}", what, advice)

    def found(self, name: str, **settings: Value) -> Mapping[str, float]:
        """The numbers of an experiment with these settings; what is not named is as in the stub."""
        spec = self.topic.experiments[name]
        return self._measured(spec, spec.read(settings)).found

    def reports(self, names: Collection[str] = ()) -> Iterator[tuple[str, list[Problem]]]:
        """Ref -> what is wrong with the reference's own report; of `names`, or all experiments."""
        for name, spec in self.topic.experiments.items():
            if not names or name in names:
                yield spec.ref, list(self._told(spec, self._reference_report(spec)))

    def _told(self, spec: ExperimentSpec, found: Iterator[Problem]) -> Iterator[Problem]:
        """The problems `found`, and what ends the looking."""
        try:
            yield from found
        except Exception as e:  # whatever experiments.py, or our solution in it, raises
            where = f"reference/{self.topic.id}/{KEY}"
            what = f"{spec.id}: {type(e).__name__}: {e}"
            yield Problem(where, what, "mend the experiment, or the entry")

    def _reference_report(self, spec: ExperimentSpec) -> Iterator[Problem]:
        text = reference_report(self.course, self.topic)
        section = read_report(self.topic.experiments, text)[spec.id]
        started = time.process_time()
        self._measured(spec, section.settings)
        self.seconds[spec.id] = time.process_time() - started
        for checks in self._judged(spec, section):
            lost = [check for check in checks if check.state != "pass"]
            self._count_right(held=not lost)
            for check in lost:
                where = f"reference/{self.topic.id}/{REPORT}"
                yield Problem(where, check.summary, "mend the report, or the experiment")

    def _reference(self, spec: ExperimentSpec) -> Iterator[Problem]:
        yield from self._reference_report(spec)
        text = reference_report(self.course, self.topic)
        section = read_report(self.topic.experiments, text)[spec.id]
        again = self._run(spec, section.settings)
        first = self._measured(spec, section.settings)
        if repr(again.found) != repr(first.found):
            what = f"{spec.id}: a second run finds {again.found}, the first {first.found}"
            advice = "draw all chance from fixed seeds"
            yield Problem(f"{STUDENT_ROOT}/{self.topic.id}/{FILE}", what, advice)
        if spec.goal and self._measured(spec, spec.defaults).goal:
            where = f"{STUDENT_ROOT}/{self.topic.id}/topic.toml"
            yield Problem(where, f"{spec.id}: the defaults reach the goal", "choose others")

    def _right(self, spec: ExperimentSpec, right: Right) -> Iterator[Problem]:
        settings = spec.read(right.settings)
        found = self._measured(spec, settings).found
        reported = {each.name: float(each.shown(found[each.name])) for each in spec.found}
        where = f"reference/{self.topic.id}/{KEY}"
        for checks in self._judged(spec, Reported("", settings, reported, begun=True)):
            lost = [
                check
                for check in checks
                if check.state != "pass" and not (check.id.endswith("[goal]") and not right.goal)
            ]
            self._count_right(held=not lost)
            for check in lost:
                what = f"{spec.id}: right settings {right.settings} are refused: {check.summary}"
                yield Problem(where, what, "mend the experiment, or the entry")
        if spec.goal and bool(self._measured(spec, settings).goal) != right.goal:
            what = f"{spec.id}: {right.settings} does not do what its `goal` says"
            yield Problem(where, what, "correct it")

    def _wrong(self, spec: ExperimentSpec, wrong: WrongReport, number: int) -> Iterator[Problem]:
        for checks in self._judged(spec, self._section(spec, wrong)):
            told = "\n".join(
                text
                for check in checks
                if check.state not in ("pass", "not_started")
                for text in (check.summary, *(row.text for row in check.rows))
            )
            self.tally.wrong += 1
            self.tally.refused += wrong.says in told
            if wrong.says not in told:
                what = f"{spec.id}, wrong report {number}: is told {told.partition(chr(10))[0]!r}, "
                what += f"not {wrong.says!r}" if told else "nothing: it is accepted"
                where = f"reference/{self.topic.id}/{KEY}"
                yield Problem(where, what, "mend the entry, `others` or a tolerance")

    def _count_right(self, *, held: bool) -> None:
        self.tally.right += 1
        self.tally.held += held

    def _section(self, spec: ExperimentSpec, wrong: WrongReport) -> Reported:
        """The report of an entry, as report.toml says it."""
        try:
            settings = spec.read(wrong.settings)
        except RefusedSetting as e:
            return Reported(settings=spec.defaults, found={}, refused=str(e), begun=True)
        if wrong.found is not None:
            return Reported("", settings, wrong.found, begun=True)
        of = settings if wrong.found_of is None else spec.read(wrong.found_of)
        measured = self._measured(spec, of)
        found = {name: value * wrong.scale for name, value in measured.found.items()}
        if wrong.taken:
            found[spec.found[0].name] = measured.others[wrong.taken]
        return Reported("", settings, found, begun=True)

    def _judged(self, spec: ExperimentSpec, section: Reported) -> Iterator[list[CheckResult]]:
        """The checks of a report, once under each secret; its settings are run once."""

        def known(student: object, settings: dict[str, Any], size: str) -> Measured:
            return self._measured(spec, section.settings)

        one = replace(self._functions[spec.id], function=known)
        for secret in self.secrets:
            run = self._topic_run(Seeds(self.topic.id, secret=secret, pool=self.course.pool))
            yield ExperimentJudge(run, {spec.id: one}, {spec.id: section}).judge(spec)

    def _measured(self, spec: ExperimentSpec, settings: Mapping[str, Value]) -> Measured:
        place = f"{spec.id} {sorted(settings.items())}"
        if place not in self._known:
            self._known[place] = self._run(spec, settings)
        return self._known[place]

    def _run(self, spec: ExperimentSpec, settings: Mapping[str, Value]) -> Measured:
        one: Experiment = self._functions[spec.id]
        run = self._topic_run(_Unasked(self.topic.id))
        return measure(run, spec, one, settings, "graded", seconds=3600.0)

    def _topic_run(self, seeds: Seeds) -> TopicRun:
        folder = self.course.reference / self.topic.id
        sources = {
            file.name: Source(file.name, (folder / file.name).read_text(encoding="utf-8"))
            for file in self.topic.files
        }
        return TopicRun(
            topic=self.topic,
            backend=self._backend,
            sources=sources,
            seeds=seeds,
            namer=Namer(None, None, secret=False),
        )
