"""Trials: the course's own code before the judge, in worker processes that stay for many of them.

An author's checks use it for the reference, alternatives, mistakes and mutants. What students
hand in goes through `grade.batch`, which also survives a worker that dies.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from grader.check.run import TopicRun
from grader.check.workspace import GIVEN, copy_given
from grader.course import STUDENT_ROOT, load_course
from grader.grade.collect import Collected
from grader.grade.compose import Files
from grader.grade.judge import Judge
from grader.record import Record, Visibility
from grader.sandbox import jail

_T = TypeVar("_T")


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
        self._pool = ProcessPoolExecutor(
            workers or os.cpu_count() or 1,
            multiprocessing.get_context("spawn"),
            _start_worker,
            (root, scratch, os.getpid()),
        )

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop what has not begun and end the workers."""
        self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()

    def grade(self, trials: Iterable[Trial]) -> Iterator[tuple[Trial, Record]]:
        """The trials with their records, in the order in which they are ready."""
        return self._all(_grade, trials)

    def first_lost(self, trials: Iterable[Trial]) -> Iterator[tuple[Trial, Visibility | None]]:
        """Trials over one topic each, with what Judge.first_lost says of their tasks."""
        return self._all(_first_lost, trials)

    def examine(
        self, look: Callable[[TopicRun], list[_T]], trials: Iterable[Trial]
    ) -> Iterator[tuple[Trial, list[_T]]]:
        """The trials with what `look`, a function of a module, finds in the runs of their topics.

        It runs in the worker, where the values that were compared still are.
        """
        return self._all(partial(_examine, look), trials)

    def _all(
        self, work: Callable[[Trial], _T], trials: Iterable[Trial]
    ) -> Iterator[tuple[Trial, _T]]:
        futures = {self._pool.submit(work, trial): trial for trial in trials}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            for future in futures:
                future.cancel()


_judge: Judge | None = None


def _start_worker(root: Path, scratch: Path, parent: int) -> None:
    global _judge
    jail.die_with_parent(parent)
    # An author may have changed a mistake since mistakes.json was made.
    _judge = Judge(load_course(root), None, scratch, shipped=False)


def _grade(trial: Trial) -> Record:
    judge, collected = _prepare(trial)
    topics = [judge.course.topic(topic) for topic in trial.topics]
    return judge.grade(collected, topics)


def _first_lost(trial: Trial) -> Visibility | None:
    judge, collected = _prepare(trial)
    [topic] = trial.topics
    return judge.first_lost(collected, judge.course.topic(topic), trial.tasks)


def _examine(look: Callable[[TopicRun], list[_T]], trial: Trial) -> list[_T]:
    judge, collected = _prepare(trial)
    now = datetime.now(UTC)
    runs = [judge.run(collected, judge.course.topic(topic), now) for topic in trial.topics]
    return [found for run in runs for found in look(run)]


def _prepare(trial: Trial) -> tuple[Judge, Collected]:
    assert _judge is not None
    _judge.secret = trial.secret
    files = {path: text.encode() for path, text in trial.files.items()}
    return _judge, Collected(trial.name, "", files=files)
