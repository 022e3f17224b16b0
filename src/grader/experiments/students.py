"""A learner's functions of a whole topic, for milestones and experiments, and their time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from grader.check.backend import Backend
from grader.check.outcome import NotStarted, Trace
from grader.check.run import TopicRun
from grader.check.seeds import solution_hash
from grader.check.source import readable
from grader.check.student import Student
from grader.course.manifest import FileSpec
from grader.sandbox.execute import Reply, Request
from grader.sandbox.host import ChildDied


class Students:
    """The learner's functions, whatever file they are in: `students.dlogprobs(f, g)`.

    `backend` answers in the place of the run's own.
    """

    def __init__(
        self, run: TopicRun, current: Trace, deadline: float, backend: Backend | None = None
    ) -> None:
        self._run = run
        self._trace = current
        self._deadline = deadline
        self._backend = backend or run.backend

    def of(self, task_id: str) -> Student:
        """The `student` of the file in which the task is solved."""
        file = self._run.topic.file_of[task_id]
        source = self._run.sources[file.name]
        if source.not_started(self._run.topic.tasks[task_id].names):
            raise NotStarted(f"{task_id} is not started")
        topic = self._run.topic.id
        # The time of a milestone is its own deadline, however many calls it makes.
        self._backend.renew(file)
        about = (file, source, self._trace, self._deadline)
        return Student(self._backend, topic, *about, task=task_id)

    def hash_of(self, *task_ids: str) -> str:
        """A hash of the files in which the tasks are solved, for the key of a `long_run`."""
        names = {self._run.topic.file_of[task_id].name for task_id in task_ids}
        return solution_hash(readable({name: self._run.sources[name] for name in names}))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self.of(name).call(name, *args, **kwargs)


class Timed:
    """A backend with one time for all calls, however many files they are made to."""

    def __init__(self, backend: Backend, seconds: float) -> None:
        self._backend = backend
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self.keeps_deadlines = backend.keeps_deadlines

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """The reply. Raises ChildDied where there is none, or no time is left."""
        left = round(self._ends - time.monotonic(), 1)
        if left <= 0:
            raise ChildDied("timeout", f"the {self._seconds:g} s of the run are used up")
        return self._backend.ask(file, request, min(seconds, left))

    def renew(self, file: FileSpec) -> None:
        """Give the code in `file` its whole time again, of what is left."""
        self._backend.renew(file)

    def take_output(self) -> str:
        """What student code printed since the last call."""
        return self._backend.take_output()

    def check_done(self) -> None:
        """Note that a check has ended."""
        self._backend.check_done()

    def close(self) -> None:
        """Let go of everything."""
        self._backend.close()
