"""A batch: many submissions over a few worker processes, each with a judge of its own.

A submission that cannot be read is an entry of its own in the result. What is in the cache is not
graded. A worker that dies takes nothing along but its own submission, which is tried once more.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from classroom.grade.cache import Cache, Keys
from classroom.grade.result import JudgedTopic, assemble
from classroom.grade.workers import Workers
from grader.check.workspace import GIVEN, copy_given
from grader.course.manifest import STUDENT_ROOT, Course, load_course
from grader.errors import SubmissionError
from grader.escape import plain
from grader.record import Record
from grader.repository.collect import Collected, collect
from grader.sandbox import jail

if TYPE_CHECKING:
    from classroom.grade.judge import Judge


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
    cached: bool = False


@dataclass(frozen=True)
class Settings:
    """How to judge: `unsafe` without the jail, `per_check` with a child for every check."""

    unsafe: bool = False
    per_check: bool = False


@dataclass(frozen=True)
class _Work:
    """A job whose files are there; `missing` topics are to be graded, `again` after a death."""

    job: Job
    collected: Collected
    missing: tuple[str, ...]
    keys: dict[str, str]
    known: dict[str, JudgedTopic] = field(default_factory=dict)
    again: bool = False


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
    settings: Settings | None = None,
    cache: Path | None = None,
) -> Iterator[Graded]:
    """Grade `jobs` of the course at `root`; results come in the order in which they are ready.

    `cache` is a folder for results, None keeps none. Raises CourseError or EngineError if nothing
    can be graded, OSError if a result cannot be kept.
    """
    settings = settings or Settings()
    jail.require(settings.unsafe)
    course = load_course(root)
    batch = _Batch(course, jobs, secret, settings, Cache(cache))
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        scratch = Path(folder)
        copy_given(root / STUDENT_ROOT, course.topics.values(), scratch / GIVEN)
        start = (_judge, root.absolute(), secret, scratch, settings)
        with Workers[_Work](workers, *start) as pool:
            yield from _graded(batch, iter(jobs), pool)


class _Batch:
    """The parent process: it reads submissions, asks the cache, puts records together."""

    def __init__(
        self,
        course: Course,
        jobs: Sequence[Job],
        secret: bytes | None,
        settings: Settings,
        cache: Cache,
    ) -> None:
        self.course = course
        self.cache = cache
        ids = dict.fromkeys(topic for job in jobs for topic in job.topics)
        topics = [course.topic(topic) for topic in ids]
        now = datetime.now(UTC)
        shown = [topic.id for topic in topics if topic.revealed(now)]
        described = {
            "jail": jail.level(settings.unsafe),
            "per_check": str(settings.per_check),
            "revealed": " ".join(shown),
            "feedback": course.feedback,
        }
        self.keys = Keys(course, topics, described, secret)

    def prepare(self, job: Job) -> Graded | _Work:
        """Read a submission; done if it cannot be read, or if all of it is in the cache."""
        topics = [self.course.topic(topic) for topic in job.topics]
        try:
            collected = collect(job.path, topics, student=job.student, commit=job.commit)
        except SubmissionError as e:
            return Graded(job, problem=str(e))
        keys = {t.id: self.keys.of(t, collected.files, collected.problems) for t in topics}
        found = {topic: self.cache.get(key) for topic, key in keys.items()}
        known = {topic: result for topic, result in found.items() if result is not None}
        missing = tuple(topic for topic in job.topics if topic not in known)
        work = _Work(job, collected, missing, keys, known)
        return work if missing else self.finish(work, {}, cached=True)

    def finish(
        self, work: _Work, graded: dict[str, JudgedTopic], *, cached: bool = False
    ) -> Graded:
        """Keep what was graded, and make the record."""
        for topic, result in graded.items():
            self.cache.put(work.keys[topic], result)
        results = [(work.known | graded)[topic] for topic in work.job.topics]
        record = assemble(self.course, work.collected, results)
        return Graded(work.job, record, cached=cached)


def _graded(batch: _Batch, jobs: Iterator[Job], pool: Workers[_Work]) -> Iterator[Graded]:
    """Work through `jobs`; what a worker took along when it died is tried once more."""
    ready: deque[_Work] = deque()
    while True:
        while pool.free:
            item = ready.popleft() if ready else _next(batch, jobs)
            if item is None:
                break
            if isinstance(item, Graded):
                yield item
            else:
                pool.submit(item, _grade, item.collected, item.missing)
        if not pool.busy:
            return
        # Read while they work: a repository takes longer than handing over what was read.
        ahead = None if ready else _next(batch, jobs)
        if isinstance(ahead, Graded):
            yield ahead
        elif ahead is not None:
            ready.append(ahead)
        for done in pool.completed():
            work = done.job
            if not done.died:
                yield batch.finish(work, _RESULTS.decode(done.value))
            elif work.again:
                shown = plain(str(work.job.path), 300)
                text = f"{shown}: the grader's worker ended while grading it."
                yield Graded(work.job, problem=text)
            else:
                ready.append(replace(work, again=True))


def _next(batch: _Batch, jobs: Iterator[Job]) -> Graded | _Work | None:
    job = next(jobs, None)
    return None if job is None else batch.prepare(job)


_RESULTS = msgspec.msgpack.Decoder(dict[str, JudgedTopic])


def _judge(root: Path, secret: bytes | None, scratch: Path, settings: Settings) -> Judge:
    """What a worker grades with."""
    from classroom.grade.judge import Judge

    return Judge(
        load_course(root),
        secret,
        scratch,
        unsafe=settings.unsafe,
        per_check=settings.per_check,
    )


def _grade(judge: Judge, collected: Collected, topics: tuple[str, ...]) -> bytes:
    """The results of a worker, which are read back in a seventh of the time that pickle takes."""
    results = {topic: judge.grade_topic(collected, judge.course.topic(topic)) for topic in topics}
    return msgspec.msgpack.encode(results)
