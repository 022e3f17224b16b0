"""The course's contract in one go, for `grader course check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from classroom.author import contract, handout_contract, question_contract, verdicts
from classroom.author.audit import AuditFacts, audited, facts
from classroom.author.build import importable, outdated
from classroom.author.compose import Variant, variants
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
from grader.check.mistakes import read_mistakes
from grader.check.source import definitions_in
from grader.check.suite import find_checks
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import CourseError

# The reference is asked twice with one of them, and once with the other.
_SECRETS = (b"course check, one", b"course check, one", b"course check, other")


def check_course(
    course: Course,
    topics: Sequence[str],
    workers: int,
    tell: Callable[[int, int], None] = lambda done, total: None,
    task: str = "",
) -> Iterator[Problem]:
    """Problems of `topics` (ids) as they are found; `tell` hears how many are judged, of how many.

    With a `task`: of alternatives, mistakes and mutants those that have to do with it.
    """
    yield from contract.strays(course)
    yield from question_contract.policy_problems(course)
    chosen = [course.topic(name) for name in topics]
    unreadable = [p for topic in course.topics.values() for p in contract.unreadable(course, topic)]
    yield from unreadable
    if unreadable:
        return
    yield from handout_contract.plan_problems(course)
    # Judging needs checks and mistakes that can be loaded; every fault of these is told before.
    loadable = True
    stale: dict[Path, None] = {}
    for topic in chosen:
        yield from _static(course, topic)
        nameless = list(contract.nameless(course, topic))
        yield from [*nameless, *contract.override_problems(course, topic)]
        try:
            if nameless:
                loadable = False
                with importable(course):
                    find_checks(topic, course.root, course.hidden / topic.id)
            else:
                stale |= dict.fromkeys(outdated(course, topics=[topic]))
        except CourseError as e:
            loadable = False
            yield Problem(f"{STUDENT_ROOT}/{topic.id}", str(e), "mend it")
    for path in stale:
        where = str(path.relative_to(course.root))
        yield Problem(where, "is out of date", f"run: grader course build {' '.join(topics)}")
    if loadable:
        yield from _judged(course, chosen, workers, tell, task)


def _static(course: Course, topic: Topic) -> Iterator[Problem]:
    yield from contract.agreement(course, topic)
    yield from contract.task_problems(course, topic)
    yield from contract.surplus(course, topic)
    yield from handout_contract.solution_problems(course, topic)
    yield from handout_contract.handout_problems(course, topic)
    yield from driver_problems(course, topic)
    yield from question_contract.question_problems(course, topic)
    yield from ritual_problems(course, topic)
    yield from experiment_problems(course, topic)


def _judged(
    course: Course,
    chosen: Sequence[Topic],
    workers: int,
    tell: Callable[[int, int], None],
    task: str,
) -> Iterator[Problem]:
    topics = {topic.id for topic in chosen}
    wanted = {
        v.name: v
        for v in variants(course)
        if set(v.topics) & topics and (not task or _concerns(course, v, chosen[0], task))
    }
    trials = [
        Trial(v.name, v.files, tuple(t for t in v.topics if t in topics)) for v in wanted.values()
    ]
    mutants = {topic.id: _mutants(course, topic, task) for topic in chosen}
    total = len(trials) + len(chosen) * len(_SECRETS) + sum(len(m) for _, m in mutants.values())
    done = 0

    def step(_: object = None) -> None:
        nonlocal done
        done += 1
        tell(done, total)

    tell(0, total)
    with Bench(course.root, workers) as bench:
        for trial, record in bench.grade(trials):
            step()
            yield from verdicts.problems(course, wanted[trial.name], record)
        for topic in chosen:
            if topic.experiments and not task:
                tried = ExperimentTrial(course, topic)
                with importable(course):
                    yield from [*tried.problems(), *tried.slow()]
            yield from _audit(bench, topic, wanted["reference"], step)
            known, some = mutants[topic.id]
            yield from MutationReport(
                known, judge_mutants(bench, course, topic, some, step)
            ).problems()


def _audit(
    bench: Bench, topic: Topic, reference: Variant, step: Callable[[], None]
) -> Iterator[Problem]:
    """What the reference's own runs tell: of tolerances, of seeds, of answers given before."""
    trials = [
        Trial(str(number), reference.files, (topic.id,), secret)
        for number, secret in enumerate(_SECRETS)
    ]
    told: dict[str, AuditFacts] = {}
    for trial, [found] in bench.examine(facts, trials):
        step()
        told[trial.name] = found
    yield from audited(topic.id, *(told[trial.name] for trial in trials))


def _mutants(course: Course, topic: Topic, task: str) -> tuple[Population, list[Mutant]]:
    """The mutants of a topic, and those to judge."""
    known = population(course, topic)
    every = [*known.alive, *known.equivalent]
    return known, [m for m in every if not task or task in tasks_of(topic, m)]


def _concerns(course: Course, variant: Variant, topic: Topic, task: str) -> bool:
    """Whether a variant has to do with a task: the reference, the stubs, what replaces its code."""
    if variant.kind in ("reference", "stubs"):
        return True
    if variant.kind == "mistake":
        known = read_mistakes(topic).mistakes.get(variant.override.stem)
        return known is None or known.task == task
    names = definitions_in(contract.tree_of(variant.override)).keys()
    return bool(names & set(topic.tasks[task].names))
