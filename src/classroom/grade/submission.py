"""One submission, from its folder to its record and feedback: all of this runs in a worker.

Whatever is raised here, and whatever ends the worker, costs the one submission. The parent only
chooses what comes next and writes files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from classroom.grade.cache import Cache, Keys
from classroom.grade.result import assemble
from grader.course.manifest import load_course
from grader.record import Record, encode
from grader.render.markdown import feedback
from grader.repository.collect import collect

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
class Settings:
    """How to judge: `unsafe` without the jail, `per_check` with a child for every check."""

    unsafe: bool = False
    per_check: bool = False


class Finished(msgspec.Struct):
    """A graded submission: the record as JSON, the feedback, whether all came from the cache."""

    record: bytes
    feedback: bytes
    cached: bool = False

    @classmethod
    def of(cls, record: Record, *, cached: bool = False) -> Finished:
        """`record` written out, in JSON and in words for its student."""
        return cls(encode(record), feedback(record).encode(), cached)


class Grader:
    """What a worker grades with. `cache` is a folder, None keeps nothing."""

    def __init__(self, judge: Judge, keys: Keys, cache: Path | None) -> None:
        self._judge = judge
        self._keys = keys
        self._cache = Cache(cache)

    def close(self) -> None:
        """End the judge's processes."""
        self._judge.close()

    def grade(self, job: Job) -> Finished:
        """Read, judge (or look up) and render one submission. Raises SubmissionError."""
        course = self._judge.course
        topics = [course.topic(topic) for topic in job.topics]
        collected = collect(job.path, topics, student=job.student, commit=job.commit)
        results, cached = [], True
        for topic in topics:
            key = self._keys.of(topic, collected.files, collected.problems)
            result = self._cache.get(key)
            if result is None:
                cached = False
                result = self._judge.grade_topic(collected, topic)
                self._cache.put(key, result)
            results.append(result)
        record = assemble(course, collected, results)
        return Finished.of(record, cached=cached)


def start(
    root: Path,
    secret: bytes | None,
    scratch: Path,
    settings: Settings,
    keys: Keys,
    cache: Path | None,
) -> Grader:
    """Begin a worker over the course at `root`. Raises CourseError or EngineError."""
    from classroom.grade.judge import Judge

    judge = Judge(
        load_course(root),
        secret,
        scratch,
        unsafe=settings.unsafe,
        per_check=settings.per_check,
    )
    return Grader(judge, keys, cache)


def grade(grader: Grader, job: Job) -> Finished:
    """Grade `job`: what a worker is asked for."""
    return grader.grade(job)
