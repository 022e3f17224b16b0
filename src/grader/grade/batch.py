"""A batch: many submissions over a few worker processes, each with a judge of its own.

A submission that cannot be read is an entry of its own in the result. A worker that dies takes
nothing along but its own submission, which is tried once more before it is reported.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from grader.check.workspace import copy_given
from grader.course import STUDENT_ROOT, load_course
from grader.errors import SubmissionError
from grader.grade.collect import collect
from grader.grade.judge import GIVEN, Judge
from grader.record import Record
from grader.render.escape import plain
from grader.sandbox import jail


@dataclass(frozen=True)
class Job:
    """One submission to grade. `topics` are ids; `commit` is "" for HEAD or the plain folder."""

    path: Path
    student: str
    topics: tuple[str, ...]
    commit: str = ""


@dataclass(frozen=True)
class Graded:
    """What became of a job: a record, or the line that says why there is none."""

    job: Job
    record: Record | None = None
    problem: str = ""


def jobs_for(paths: Sequence[Path], topics: Sequence[str], commit: str = "") -> list[Job]:
    """A job per path. Students are named after their folder, with its parent where two agree."""
    names = [path.resolve().name for path in paths]
    return [
        Job(
            path,
            name if names.count(name) == 1 else f"{path.resolve().parent.name}-{name}",
            tuple(topics),
            commit,
        )
        for path, name in zip(paths, names, strict=True)
    ]


def grade_all(
    root: Path,
    jobs: Sequence[Job],
    *,
    secret: bytes | None,
    workers: int,
    unsafe: bool = False,
) -> Iterator[Graded]:
    """Grade `jobs` of the course at `root`; results come in the order in which they are ready.

    `unsafe` leaves the jail away. Raises CourseError or EngineError if nothing can be graded.
    """
    jail.require(unsafe)
    course = load_course(root)
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        scratch = Path(folder)
        copy_given(root / STUDENT_ROOT, course.topics.values(), scratch / GIVEN)
        if workers <= 1 or len(jobs) <= 1:
            with Judge(course, secret, scratch, unsafe=unsafe) as judge:
                for job in jobs:
                    yield _grade(judge, job)
            return
        setup = (root, secret, scratch, unsafe, os.getpid())
        waiting, suspects = deque(jobs), deque[Job]()
        while waiting or suspects:
            if not suspects:
                lost = yield from _pool(waiting, workers, setup)
                suspects.extend(lost)
                continue
            # What was at work when a worker died is tried once more, alone.
            alone = deque([suspects.popleft()])
            for job in (yield from _pool(alone, 1, setup)):
                shown = plain(str(job.path), 300)
                yield Graded(job, problem=f"{shown}: the grader's worker ended while grading it.")


def _pool(
    waiting: deque[Job], workers: int, setup: tuple[Path, bytes | None, Path, bool, int]
) -> Generator[Graded, None, list[Job]]:
    """Work through `waiting` until it is empty or a worker dies; the jobs lost with it."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _start_worker, setup) as pool:
        running: dict[Future[Graded], Job] = {}
        while waiting or running:
            try:
                # No more than one job a worker is handed out, so that few are lost with one.
                while waiting and len(running) < workers:
                    future = pool.submit(_grade_in_worker, waiting[0])
                    running[future] = waiting.popleft()
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    result = done.result()
                    del running[done]
                    yield result
            except BrokenProcessPool:
                return list(running.values())
    return []


_worker: Callable[[Job], Graded] | None = None


def _start_worker(
    root: Path, secret: bytes | None, scratch: Path, unsafe: bool, parent: int
) -> None:
    global _worker
    jail.die_with_parent(parent)
    _worker = partial(_grade, Judge(load_course(root), secret, scratch, unsafe=unsafe))


def _grade_in_worker(job: Job) -> Graded:
    assert _worker is not None
    return _worker(job)


def _grade(judge: Judge, job: Job) -> Graded:
    topics = [judge.course.topic(topic) for topic in job.topics]
    try:
        collected = collect(job.path, topics, student=job.student, commit=job.commit)
    except SubmissionError as e:
        return Graded(job, problem=str(e))
    return Graded(job, judge.grade(collected, topics))
