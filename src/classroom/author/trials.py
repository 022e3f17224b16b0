"""Trials: the course's own code before the judge, in worker processes that stay for many of them.

An author's checks use it for the reference, alternatives, mistakes and mutants. What students
hand in goes through `grade.batch`, which also survives a worker that dies.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from classroom.author.compose import Files
from classroom.grade.judge import Judge
from classroom.grade.workers import Workers
from grader.check.run import TopicRun
from grader.check.workspace import GIVEN, copy_given
from grader.course.manifest import STUDENT_ROOT, load_course
from grader.record import Record, Visibility
from grader.repository.collect import Collected
from grader.sandbox import jail

_T = TypeVar("_T")
_J = TypeVar("_J")


@dataclass(frozen=True)
class Trial:
    """Solution files to judge over `topics` (ids); without a `secret` the inputs are public.

    `tasks` are those that `first_lost` asks for.
    """

    name: str
    files: Files
    topics: tuple[str, ...]
    secret: bytes | None = None
    tasks: tuple[str, ...] = ()


class Bench:
    """Workers, each with a judge of the course at `root`; use it as a context manager."""

    def __init__(self, root: Path, workers: int = 0) -> None:
        jail.require()
        course = load_course(root)
        self._folder = tempfile.TemporaryDirectory(prefix="grader-")
        scratch = Path(self._folder.name)
        copy_given(root / STUDENT_ROOT, course.topics.values(), scratch / GIVEN)
        count = workers or os.cpu_count() or 1
        self._workers = Workers[Any](count, _judge, root.absolute(), scratch)

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers."""
        self._workers.close()
        self._folder.cleanup()

    def grade(self, trials: Iterable[Trial]) -> Iterator[tuple[Trial, Record]]:
        """The trials with their records, in the order in which they are ready."""
        return self.each(_grade, trials)

    def first_lost(self, trials: Iterable[Trial]) -> Iterator[tuple[Trial, Visibility | None]]:
        """Trials over one topic each, with the kind of the first check of their tasks that is lost.

        Visible checks are asked first, and none after the first that does not pass; None if all do.
        """
        return self.each(_first_lost, trials)

    def examine(
        self, look: Callable[[TopicRun], list[_T]], trials: Iterable[Trial]
    ) -> Iterator[tuple[Trial, list[_T]]]:
        """The trials with what `look`, a function of a module, finds in the runs of their topics.

        It runs in the worker, where the values that were compared still are.
        """
        return self.each(partial(_examine, look), trials)

    def each(self, work: Callable[[Judge, _J], _T], jobs: Iterable[_J]) -> Iterator[tuple[_J, _T]]:
        """The jobs with what `work`, a function of a module, makes of them in a worker."""
        waiting = iter(jobs)
        try:
            while True:
                while self._workers.free and (job := next(waiting, None)) is not None:
                    self._workers.submit(job, work, job)
                if not self._workers.busy:
                    return
                for done in self._workers.completed():
                    yield done.job, done.result()
        finally:
            self._workers.cancel()


def _judge(root: Path, scratch: Path) -> Judge:
    # An author may have changed a mistake since mistakes.json was made.
    return Judge(load_course(root), None, scratch, shipped=False)


def _grade(judge: Judge, trial: Trial) -> Record:
    collected = prepared(judge, trial)
    topics = [judge.course.topic(topic) for topic in trial.topics]
    return judge.grade(collected, topics)


def _first_lost(judge: Judge, trial: Trial) -> Visibility | None:
    collected = prepared(judge, trial)
    [topic] = trial.topics
    with judge.asked(collected, judge.course.topic(topic), trial.tasks) as (run, specs):
        for spec in specs:
            run.judge(spec)
            if run.checks[-1].state != "pass":
                return spec.visibility
    return None


def _examine(look: Callable[[TopicRun], list[_T]], judge: Judge, trial: Trial) -> list[_T]:
    collected = prepared(judge, trial)
    now = datetime.now(UTC)
    runs = [
        judge.run(collected, judge.course.topic(topic), now, keep=True) for topic in trial.topics
    ]
    return [found for run in runs for found in look(run)]


def prepared(judge: Judge, trial: Trial) -> Collected:
    """The submission of a trial; the judge takes its secret."""
    judge.secret = trial.secret
    files = {path: text.encode() for path, text in trial.files.items()}
    return Collected(trial.name, "", files=files)
