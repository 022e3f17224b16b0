"""One run: every case before the judge, in worker processes, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from classroom.author.trials import Bench
from classroom.grade.cache import fingerprint
from classroom.measure.cases import KINDS, Candidate, cases
from classroom.measure.figures import Figures, counted
from classroom.measure.store import CaseKeys, CaseStore
from classroom.measure.work import CaseJob, Found, found
from grader.course.manifest import Course

# Below .grader/ of the repository: what an interrupted run goes on from.
KEPT = "verdicts.jsonl"
# Seconds of a processor, as measured, of which an estimate is made: of a case, and of a task.
_CASE, _TASK = 0.2, 0.1


def measure(
    course: Course,
    topics: Sequence[str],
    bench: Bench,
    store: CaseStore,
    *,
    sample: int = 0,
    seed: int = 0,
    kinds: Sequence[str] = KINDS,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Figures:
    """The figures of `topics` (ids): of each kind `sample` cases a topic, 0 for all of them.

    `tell` hears how much is done, of how much, in tenths of seconds; of what is judged in this run.
    """
    # What is judged is the course as it stands now.
    judged_course = fingerprint(course)[:16]
    chosen = [
        case
        for name in topics
        for kind in KINDS
        if kind in kinds
        for case in cases(course, course.topic(name), kind, seed, sample or None)
    ]
    keys = CaseKeys(course, [course.topic(name) for name in topics])
    results: dict[int, Found] = {}
    under: dict[int, str] = {}
    left = sum(map(_seconds, chosen))
    spent = 0.0

    def jobs() -> Iterator[CaseJob]:
        nonlocal left
        for number, case in enumerate(chosen):
            job = CaseJob(number, case, case.trial(course))
            under[number] = keys.of(case, job.trial)
            known = store.get(under[number])
            if known is None:
                yield job
            else:
                left -= _seconds(case)
                results[number] = known

    for job, result in bench.each(found, jobs()):
        store.put(under[job.number], result)
        results[job.number] = result
        left, spent = left - _seconds(job.case), spent + _seconds(job.case)
        tell(round(10 * spent), round(10 * (spent + left)))
    judged, errors = counted((case, results[n]) for n, case in enumerate(chosen))
    return Figures(
        date=datetime.now(UTC).date().isoformat(),
        course=judged_course,
        topics=list(topics),
        sample=sample,
        seed=seed,
        judged=judged,
        errors=errors,
    )


def _seconds(case: Candidate) -> float:
    return _CASE + _TASK * len(case.tasks)


def store_of(course: Course) -> CaseStore:
    """The results that are kept beside the course."""
    return CaseStore(Path(course.root, ".grader", KEPT))
