"""The quick part of the course's contract, in one go, for `grader course check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from grader.course import Course
from grader.grade import contract, question_contract, verdicts
from grader.grade.build import outdated
from grader.grade.compose import variants
from grader.grade.contract import Problem
from grader.grade.ritual import ritual_problems
from grader.grade.trials import Bench, Trial


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
        yield from question_contract.question_problems(course, topic)
        yield from ritual_problems(course, topic)
    for path in outdated(course):
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
