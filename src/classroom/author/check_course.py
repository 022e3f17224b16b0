"""The course's contract in one go, for `grader course check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from classroom.author import contract, handout_contract, question_contract, verdicts
from classroom.author.audit import AuditFacts, audited, facts
from classroom.author.build import importable, outdated
from classroom.author.compose import (
    Files,
    Variant,
    apart,
    overridden,
    solutions,
    unreported,
    variants,
)
from classroom.author.contract import Problem
from classroom.author.driver_contract import driver_problems
from classroom.author.experiment_contract import ExperimentTrial, experiment_problems
from classroom.author.mutants import Mutant
from classroom.author.ritual_contract import ritual_problems
from classroom.author.survivors import (
    MutationReport,
    Population,
    judge_mutants,
    population,
    tasks_of,
)
from classroom.author.trials import Bench, Trial
from grader.check.mistakes import FILE, MistakesFile, read_mistakes
from grader.check.source import definitions_in
from grader.check.suite import find_checks
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import CourseError

# The reference is asked twice with one of them, and once with the other.
_SECRETS = (b"course check, one", b"course check, one", b"course check, other")

# Seconds of a processor, as measured, of which an estimate is made: of a task that is judged, or
# audited, of a mutant, and of an experiment.
_TASK, _AUDITED, _MUTANT, _EXPERIMENT = 0.1, 0.15, 0.06, 14.0


class _Work:
    """How much of the work is done: tenths of seconds, so that small pieces count as such."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._done = self._total = 0.0

    def expect(self, seconds: float) -> None:
        """There is more to do."""
        self._total += seconds

    def did(self, seconds: float) -> None:
        """That much is done."""
        self._done += seconds
        self._tell(round(10 * self._done), round(10 * self._total))


def check_course(
    course: Course,
    topics: Sequence[str],
    workers: int,
    tell: Callable[[int, int], None] = lambda done, total: None,
    task: str = "",
    *,
    alone: bool = False,
) -> Iterator[Problem]:
    """Problems of `topics` (ids) as they are found; `tell` hears how much is done, of how much.

    With a `task`: of alternatives, mistakes and mutants those that have to do with it. Of a whole
    topic several mistakes stand in one submission, unless each has to be `alone`.
    """
    yield from contract.strays(course)
    yield from question_contract.policy_problems(course)
    chosen = [course.topic(name) for name in topics]
    unreadable = [p for topic in course.topics.values() for p in contract.unreadable(course, topic)]
    yield from unreadable
    if unreadable:
        return
    yield from handout_contract.plan_problems(course)
    for topic in chosen:
        yield from _static(course, topic)
    # Judging needs checks and mistakes that can be loaded; every fault of these is told before.
    loadable = True
    stale: dict[Path, bytes | None] = {}
    for topic in chosen:
        nameless = list(contract.nameless(course, topic))
        yield from nameless
        try:
            if nameless:
                loadable = False
                with importable(course):
                    find_checks(topic, course.root, course.hidden / topic.id)
            else:
                stale |= outdated(course, topics=[topic])
        except CourseError as e:
            loadable = False
            yield Problem(f"{STUDENT_ROOT}/{topic.id}", str(e), "mend it")
    for path in stale:
        where = str(path.relative_to(course.root))
        yield Problem(where, "is out of date", f"run: grader course build {' '.join(topics)}")
    if loadable:
        known = {topic.id: _mistakes(topic, stale) for topic in chosen}
        submitted = _submitted(course, chosen, known, task, alone)
        mutants = {topic.id: _mutants(course, topic, task) for topic in chosen}
        work = _Work(tell)
        work.expect(sum(_cost(course, trial) for trial, _ in submitted))
        for topic in chosen:
            work.expect(_MUTANT * len(mutants[topic.id][1]))
            work.expect(len(_SECRETS) * _AUDITED * len(topic.tasks))
            work.expect(0.0 if task else _EXPERIMENT * len(topic.experiments))
        with Bench(course.root, workers) as bench:
            yield from _judged(course, bench, submitted, known, work)
            for topic in chosen:
                yield from _examined(course, bench, topic, task, *mutants[topic.id], work)


def _static(course: Course, topic: Topic) -> Iterator[Problem]:
    yield from contract.agreement(course, topic)
    yield from contract.task_problems(course, topic)
    yield from contract.override_problems(course, topic)
    yield from contract.surplus(course, topic)
    yield from handout_contract.solution_problems(course, topic)
    yield from handout_contract.handout_problems(course, topic)
    yield from driver_problems(course, topic)
    yield from question_contract.question_problems(course, topic)
    yield from ritual_problems(course, topic)
    yield from experiment_problems(course, topic)


def _mistakes(topic: Topic, stale: dict[Path, bytes | None]) -> MistakesFile:
    """What mistakes.json holds, or would if it were up to date."""
    right = stale.get(topic.folder / FILE)
    return msgspec.json.decode(right, type=MistakesFile) if right else read_mistakes(topic)


def _submitted(
    course: Course,
    chosen: Sequence[Topic],
    known: dict[str, MistakesFile],
    task: str,
    alone: bool,
) -> list[tuple[Trial, tuple[Variant, ...]]]:
    """What is handed in, each with the variants of which it is made."""
    own = {topic.id: topic for topic in chosen}
    found: list[tuple[Trial, tuple[Variant, ...]]] = []
    mistakes: dict[str, list[Variant]] = {topic: [] for topic in own}
    reference: Files = {}
    for variant in variants(course):
        topics = tuple(topic for topic in variant.topics if topic in own)
        if variant.kind == "reference":
            reference = unreported(course, variant.files)
        if not topics or (task and not _concerns(known[chosen[0].id], variant, chosen[0], task)):
            continue
        if variant.kind == "mistake" and not (task or alone):
            mistakes[topics[0]].append(variant)
        else:
            # A report is run again, which takes longer than all checks of a topic.
            files = reference if task and variant.kind == "reference" else variant.files
            found.append((Trial(variant.name, files, topics), (variant,)))
    for name, several in mistakes.items():
        right = solutions(course, own[name])
        for number, group in enumerate(apart(own[name], several), 1):
            files = reference | overridden(own[name], right, [v.override for v in group])
            found.append((Trial(f"mistakes-{name}-{number}", files, (name,)), group))
    return found


def _cost(course: Course, trial: Trial) -> float:
    return sum(_TASK * len(course.topic(topic).tasks) for topic in trial.topics)


def _judged(
    course: Course,
    bench: Bench,
    submitted: Sequence[tuple[Trial, tuple[Variant, ...]]],
    known: dict[str, MistakesFile],
    work: _Work,
) -> Iterator[Problem]:
    made_of = {trial.name: group for trial, group in submitted}
    for trial, record in bench.grade(trial for trial, _ in submitted):
        work.did(_cost(course, trial))
        group = made_of[trial.name]
        for variant in group:
            beside = [other for other in group if other is not variant]
            file = known.get(trial.topics[0])
            yield from verdicts.problems(course, variant, record, beside, file)


def _examined(
    course: Course,
    bench: Bench,
    topic: Topic,
    task: str,
    population: Population,
    chosen: list[Mutant],
    work: _Work,
) -> Iterator[Problem]:
    """What is asked of one topic: its experiments, its comparisons, its mutants."""
    if topic.experiments and not task:
        tried = ExperimentTrial(course, topic, tell=lambda share: work.did(_EXPERIMENT * share))
        with importable(course):
            yield from [*tried.problems(), *tried.slow()]
    yield from _audit(course, bench, topic, work)
    fates = judge_mutants(bench, course, topic, chosen, lambda mutant: work.did(_MUTANT))
    yield from MutationReport(population, fates).problems()


def _audit(course: Course, bench: Bench, topic: Topic, work: _Work) -> Iterator[Problem]:
    """What the reference's own runs tell: of tolerances, of seeds, of answers given before."""
    files = solutions(course, topic)
    trials = [
        Trial(str(number), files, (topic.id,), secret) for number, secret in enumerate(_SECRETS)
    ]
    told: dict[str, AuditFacts] = {}
    for trial, [found] in bench.examine(facts, trials):
        work.did(_AUDITED * len(topic.tasks))
        told[trial.name] = found
    yield from audited(topic.id, *(told[trial.name] for trial in trials))


def _mutants(course: Course, topic: Topic, task: str) -> tuple[Population, list[Mutant]]:
    """The mutants of a topic, and those to judge."""
    known = population(course, topic)
    every = [*known.alive, *known.equivalent]
    return known, [m for m in every if not task or task in tasks_of(topic, m)]


def _concerns(known: MistakesFile, variant: Variant, topic: Topic, task: str) -> bool:
    """Whether a variant has to do with a task, or with sums of points: what replaces its code."""
    if variant.kind in ("reference", "stubs", "lecture"):
        return True
    if variant.kind == "mistake":
        mistake = known.mistakes.get(variant.override.stem)
        return mistake is None or mistake.task == task
    names = definitions_in(contract.tree_of(variant.override)).keys()
    return bool(names & set(topic.tasks[task].names))
