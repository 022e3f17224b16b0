"""The quick part of the course's contract, in one go, for `grader course check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from classroom.author import contract, handout_contract, question_contract, verdicts
from classroom.author.build import outdated
from classroom.author.compose import variants
from classroom.author.contract import Problem
from classroom.author.driver_contract import driver_problems
from classroom.author.ritual_contract import ritual_problems
from classroom.author.trials import Bench, Trial
from grader.course.manifest import Course


def check_course(
    course: Course,
    topics: Sequence[str],
    workers: int,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Problem]:
    """Problems of `topics` (ids) as they are found; `tell` hears how many are judged, of how many.

    Raises CourseError where the checks or mistakes cannot even be loaded.
    """
    yield from contract.strays(course)
    yield from question_contract.policy_problems(course)
    chosen = [course.topic(name) for name in topics]
    unreadable = [p for topic in course.topics.values() for p in contract.unreadable(course, topic)]
    yield from unreadable
    if unreadable:
        return
    for topic in chosen:
        yield from contract.agreement(course, topic)
        yield from contract.task_problems(course, topic)
        yield from contract.surplus(course, topic)
        yield from contract.solution_problems(course, topic)
        yield from handout_contract.handout_problems(course, topic)
        yield from driver_problems(course, topic)
        yield from question_contract.question_problems(course, topic)
        yield from ritual_problems(course, topic)
    for path in outdated(course, topics=chosen):
        where = str(path.relative_to(course.root))
        yield Problem(where, "is out of date", "run: grader course build")
    wanted = {v.name: v for v in variants(course) if set(v.topics) & set(topics)}
    trials = [
        Trial(v.name, v.files, tuple(t for t in v.topics if t in topics)) for v in wanted.values()
    ]
    tell(0, len(trials))
    with Bench(course.root, workers) as bench:
        for done, (trial, record) in enumerate(bench.grade(trials), 1):
            tell(done, len(trials))
            yield from verdicts.problems(course, wanted[trial.name], record)
