"""One submission, from its folder to its record and feedback: all of this runs in a worker.

Whatever is raised here, and whatever ends the worker, costs the one submission. The parent only
chooses what comes next and writes files.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from classroom.grade import reference
from classroom.grade.cache import Cache, Keys
from classroom.grade.result import JudgedTopic, assemble
from classroom.report.faults import Fault
from grader.course.experiments import REPORT
from grader.course.manifest import Topic, load_course
from grader.experiments.report import read_report
from grader.record import Record
from grader.render.causes import failing_files
from grader.render.markdown import feedback
from grader.repository.collect import Collected, collect
from grader.stored import decode, encode

if TYPE_CHECKING:
    from classroom.grade.judge import Judge

# Topic -> the checks of it that count for nobody.
Faults = Mapping[str, Sequence[Fault]]


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
    """A graded submission: the record as JSON, the feedback, whether all came from the cache.

    `code` are the files in which something does not pass, path -> text.
    """

    record: bytes
    feedback: bytes
    cached: bool = False
    code: dict[str, str] = {}

    @classmethod
    def of(
        cls, record: Record, *, cached: bool = False, code: dict[str, str] | None = None
    ) -> Finished:
        """`record` written out, in JSON and in words for its student.

        The words are those of the record as it is stored: whoever reads it later says the same.
        """
        written = encode(record)
        return cls(written, feedback(decode(written)).encode(), cached, code or {})


class Grader:
    """What a worker grades with. `cache` is a folder, None keeps nothing."""

    def __init__(self, judge: Judge, keys: Keys, cache: Path | None) -> None:
        self._judge = judge
        self._keys = keys
        self._cache = Cache(cache)
        # Topic -> the experiments that our own report does not get through.
        self._lost: dict[str, list[Fault]] = {}

    def close(self) -> None:
        """End the judge's processes."""
        self._judge.close()

    def grade(self, job: Job, faults: Faults) -> Finished:
        """Read, judge (or look up) and render one submission. Raises SubmissionError."""
        course = self._judge.course
        topics = [course.topic(topic) for topic in job.topics]
        collected = collect(job.path, topics, student=job.student, commit=job.commit)
        results, cached = [], True
        for topic in topics:
            known = [*faults.get(topic.id, ()), *self._lost_experiments(collected, topic)]
            at_fault = {fault.check for fault in known}
            result, kept = self._result(collected, topic, None if "" in at_fault else at_fault)
            # The cache keeps what was found; what counts is decided anew in each run.
            result.topic = reference.without(result.topic, topic, known)
            results.append(result)
            cached = cached and kept
        record = assemble(course, collected, results)
        return Finished.of(record, cached=cached, code=code_of(record, collected.files))

    def faults(self, topic_id: str) -> list[Fault]:
        """The checks that the reference of a topic does not pass, which count for nobody.

        But for those of experiments, which take longer than all others: see _lost_experiments.
        """
        return self._faults(self._judge.course.topic(topic_id), reported=False)

    def _lost_experiments(self, collected: Collected, topic: Topic) -> list[Fault]:
        """The same for experiments, once somebody reports what one has found."""
        text = collected.files.get(topic.path_in_repository(REPORT), b"").decode("utf-8")
        sections = read_report(topic.experiments, text, "").values() if text else ()
        if not any(section.found for section in sections):
            return []
        if topic.id not in self._lost:
            self._lost[topic.id] = self._faults(topic, reported=True)
        return self._lost[topic.id]

    def _faults(self, topic: Topic, *, reported: bool) -> list[Fault]:
        collected = reference.handed_in(self._judge.course, topic, reported=reported)
        found = self._result(collected, topic, None)[0].topic
        if any(check.state == "timeout" for task in found.tasks for check in task.checks):
            # A busy machine is no fault of the course.
            found = self._judge.grade_topic(collected, topic, None).topic
        return reference.faults_of(found, reported=reported)

    def _result(
        self, collected: Collected, topic: Topic, at_fault: Container[str] | None
    ) -> tuple[JudgedTopic, bool]:
        """One topic of a submission, and whether it comes from the cache."""
        key = self._keys.of(topic, collected.files, collected.problems)
        found = self._cache.get(key)
        if found is not None:
            return found, True
        result = self._judge.grade_topic(collected, topic, at_fault)
        self._cache.put(key, result)
        return result, False


def code_of(record: Record, files: Mapping[str, bytes]) -> dict[str, str]:
    """The files of a submission in which something does not pass, path -> text."""
    wanted = (path for topic in record.topics for path in failing_files(topic))
    return {path: files[path].decode() for path in wanted if path in files}


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
    from classroom.grade.runs import Runs

    judge = Judge(
        load_course(root),
        secret,
        scratch,
        unsafe=settings.unsafe,
        per_check=settings.per_check,
        runs=Runs(keys, Cache(cache)),
    )
    return Grader(judge, keys, cache)


def grade(grader: Grader, job: Job, faults: Faults) -> Finished:
    """Grade `job`: what a worker is asked for."""
    return grader.grade(job, faults)


def faults(grader: Grader, topic_id: str) -> list[Fault]:
    """Judge the reference of a topic: what a worker is asked for before."""
    return grader.faults(topic_id)
