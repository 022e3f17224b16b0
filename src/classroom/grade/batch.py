"""A batch: many submissions over a few worker processes, each with a judge of its own.

Around every submission is a fence. One that cannot be read, at which something is raised, or at
which a worker ends, is a line of its own in the result, and the others are graded as if it were not
there. What belongs to the whole class (the course, the disk) ends the batch.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from classroom.grade import reference, submission
from classroom.grade.cache import Keys
from classroom.grade.submission import Finished, Job, Settings
from classroom.grade.workers import Completed, Workers
from classroom.report.faults import Fault
from grader.check.workspace import GIVEN, copy_given
from grader.course.manifest import STUDENT_ROOT, Course, load_course
from grader.errors import CourseError, DiskError, EngineError, SubmissionError, UnexpectedError
from grader.escape import plain, shown_path
from grader.files import path_text
from grader.record import Record
from grader.sandbox import jail
from grader.stored import decode


@dataclass(frozen=True)
class Graded:
    """What became of a job: a record, or the line that says why there is none.

    `finished` is the record as the worker has written it out, with its feedback. `trace` says where
    something was raised, for whoever mends the grader.
    """

    job: Job
    record: Record | None = None
    finished: Finished | None = None
    problem: str = ""
    trace: str = ""

    @property
    def cached(self) -> bool:
        """Whether all of it came from the cache."""
        return self.finished is not None and self.finished.cached


def jobs_for(paths: Sequence[Path], topics: Sequence[str], commit: str = "") -> list[Job]:
    """A job per folder, however often and by whatever path it is named.

    Students are named after their folder; where two agree, with as many of the folders above in
    front as it takes to tell them apart.
    """
    folders: dict[str, Path] = {}
    for path in paths:
        folders.setdefault(os.path.realpath(path), path)
    parts = {folder: path_text(folder).strip("/").split("/") for folder in folders}
    depth = dict.fromkeys(folders, 1)
    while True:
        names = {folder: "-".join(parts[folder][-depth[folder] :]) for folder in folders}
        held = Counter(names.values())
        short = [f for f in folders if held[names[f]] > 1 and depth[f] < len(parts[f])]
        if not short:
            break
        depth |= {folder: depth[folder] + 1 for folder in short}
    taken: set[str] = set()
    jobs = []
    for folder, path in folders.items():
        # x/a-b and x/a/b are x-a-b both, so the second one gets a number.
        numbered = (f"{names[folder]}-{number}" for number in count(2))
        student = next(name for name in chain([names[folder]], numbered) if name not in taken)
        taken.add(student)
        jobs.append(Job(path, student, tuple(topics), commit))
    return jobs


def naming(paths: Sequence[Path], jobs: Sequence[Job]) -> list[str]:
    """What whoever named `paths` may not expect of the students' names in `jobs`."""
    times = Counter(map(os.path.realpath, paths))
    told = [
        f"{shown_path(folder)} is named {number} times; it is graded once."
        for folder, number in times.items()
        if number > 1
    ]
    renamed = []
    for job in jobs:
        name = path_text(os.path.basename(os.path.realpath(job.path)))
        if job.student != name:
            renamed.append(f"{plain(name, 80)} is {plain(job.student, 200)}")
    if renamed:
        more = f", and {len(renamed) - 5} more" if len(renamed) > 5 else ""
        told.append(
            "folders of one name are told apart by the folders above them: "
            f"{', '.join(renamed[:5])}{more}. Give each student's folder a name of its own to keep "
            "names the same from run to run."
        )
    return told


def grade_all(
    root: Path,
    jobs: Sequence[Job],
    *,
    secret: bytes | None,
    workers: int,
    settings: Settings | None = None,
    cache: Path | None = None,
    tell: Callable[[Sequence[Fault]], None] = lambda faults: None,
) -> Iterator[Graded]:
    """Grade `jobs` of the course at `root`; results come in the order in which they are ready.

    The course's own solution is judged first, and `tell` hears of the checks that it does not
    pass, which count for nobody; its experiments are, once somebody reports one. `cache` is a
    folder for results, None keeps none. Raises CourseError, EngineError or DiskError if nothing
    can be graded, or nothing can be kept.
    """
    settings = settings or Settings()
    jail.require(settings.unsafe)
    course = load_course(root)
    topics = list(dict.fromkeys(topic for job in jobs for topic in job.topics))
    keys = keys_for(course, topics, secret, settings, dated=True)
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        scratch = Path(folder)
        copy_given(root / STUDENT_ROOT, course.topics.values(), scratch / GIVEN)
        start = (submission.start, root.absolute(), secret, scratch, settings, keys, cache)
        with Workers[Job](workers, *start) as pool:
            faults = _faults(course, topics, pool)
            tell([fault for each in faults.values() for fault in each])
            for done in _each(iter(jobs), pool, lambda job: (submission.grade, job, faults)):
                yield _outcome(done)


def _faults(course: Course, topics: Sequence[str], pool: Workers[Job]) -> dict[str, list[Fault]]:
    """Topic -> the checks that the reference does not pass."""
    jobs = [Job(course.reference / topic, reference.NAME, (topic,)) for topic in topics]
    found = {}
    for done in _each(iter(jobs), pool, lambda job: (submission.faults, *job.topics)):
        [topic] = done.job.topics
        if isinstance(done.error, CourseError | DiskError):
            raise done.error
        if done.died or done.error is not None:
            said = "a worker ended while judging it" if done.died else str(done.error)
            found[topic] = [Fault(topic, said=said)]
        elif done.value:
            found[topic] = done.value
    return {topic: found[topic] for topic in topics if topic in found}


def keys_for(
    course: Course, ids: Sequence[str], secret: bytes | None, settings: Settings, *, dated: bool
) -> Keys:
    """The keys of results of the topics `ids`.

    `dated` makes what a due date reveals a part of them: records say so, and points do not change.
    """
    topics = [course.topic(topic) for topic in ids]
    now = datetime.now(UTC)
    described = {
        "jail": jail.level(settings.unsafe),
        "per_check": str(settings.per_check),
        "feedback": course.feedback,
        "count": course.count,
        "pool": str(course.pool),
    }
    if dated:
        described["revealed"] = " ".join(topic.id for topic in topics if topic.revealed(now))
    return Keys(course, topics, described, secret)


def _each(
    jobs: Iterator[Job], pool: Workers[Job], work: Callable[[Job], tuple[Any, ...]]
) -> Iterator[Completed[Job]]:
    """Work through `jobs`; one at which a worker has ended is tried once more."""
    again: deque[Job] = deque()
    tried: set[Job] = set()
    while True:
        while pool.free:
            job = again.popleft() if again else next(jobs, None)
            if job is None:
                break
            try:
                pool.submit(job, *work(job))
            except EngineError:
                # No further worker can be had now: those that there are go on.
                if not pool.busy:
                    raise
                again.appendleft(job)
                break
        if not pool.busy:
            return
        for done in pool.completed():
            if done.died and done.job not in tried:
                tried.add(done.job)
                again.append(done.job)
            else:
                yield done


def _outcome(done: Completed[Job]) -> Graded:
    job, error = done.job, done.error
    shown = shown_path(job.path)
    if done.died:
        return Graded(job, problem=f"{shown}: the grader's worker ended while grading it.")
    if isinstance(error, CourseError | DiskError):
        raise error
    if isinstance(error, SubmissionError):
        return Graded(job, problem=str(error))
    if error is not None:
        problem = f"{shown}: the grader is at fault: {plain(str(error), 300)}"
        trace = error.trace if isinstance(error, UnexpectedError) else str(error)
        return Graded(job, problem=problem, trace=trace)
    found: Finished = done.value
    return Graded(job, decode(found.record), found)
