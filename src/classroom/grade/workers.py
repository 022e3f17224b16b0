"""Worker processes: forks of one template, so that a class costs one import of torch and judge.

A pool of the standard library would start a Python for each of them, or listen on a socket that
runs what it is sent, on a machine that runs students' code. Here are inherited sockets only.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

from grader.errors import EngineError, GraderError, UnexpectedError
from grader.sandbox import root

_T = TypeVar("_T")
# What every judge needs, and what takes longest to import beside torch.
IMPORTS = ("classroom.grade.judge",)


class Closable(Protocol):
    """What a worker makes at its start and lets go of at its end."""

    def close(self) -> None:
        """Let go."""


@dataclass(frozen=True)
class Completed(Generic[_T]):
    """What became of `job`: a value, or what its function raised, or nothing: its worker `died`."""

    job: _T
    value: Any = None
    error: GraderError | None = None
    died: bool = False

    def result(self) -> Any:
        """The value. Raises what the job's function has raised, and EngineError for a death."""
        if self.error is not None:
            raise self.error
        if self.died:
            raise EngineError(f"a worker ended while it was at {self.job}.")
        return self.value


class Workers(Generic[_T]):
    """Up to `count` processes, started as they are needed; use it as a context manager.

    Each calls `start` with `arguments` before its first job and closes what it returns at its end.
    Functions, arguments and values are pickled. If there are as many workers as processors, each
    keeps to one, with its zygote and children: a worker and its child take turns thousands of
    times a second, and a turn on another processor takes five times as long.
    """

    def __init__(self, count: int, start: Callable[..., Closable], *arguments: Any) -> None:
        self._count = count
        self._start = start, arguments
        self._idle: list[_Worker] = []
        self._busy: dict[_Worker, _T] = {}
        self._processors = sorted(os.sched_getaffinity(0))

    def __enter__(self) -> Workers[_T]:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return bool(self._busy)

    @property
    def free(self) -> bool:
        """Whether a job would be begun at once."""
        return len(self._busy) < self._count

    def submit(self, job: _T, work: Callable[..., Any], *arguments: Any) -> None:
        """Have a free worker call work(what it made at its start, *arguments).

        Raises EngineError if no worker can be started.
        """
        worker = self._idle.pop() if self._idle else self._another()
        self._busy[worker] = job
        # A worker that has died in the meantime is found out by completed().
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            worker.connection.send((work, arguments))

    def completed(self) -> Iterator[Completed[_T]]:
        """Wait for a job to end; all that have. Raises what keeps a worker from starting."""
        at_work = {worker.connection: worker for worker in self._busy}
        for connection in wait(list(at_work)):
            assert isinstance(connection, Connection)
            worker = at_work[connection]
            job = self._busy.pop(worker)
            try:
                answer = connection.recv()
            except (EOFError, ConnectionResetError):
                worker.end()
                yield Completed(job, died=True)
                continue
            self._idle.append(worker)
            if isinstance(answer, _NotStarted):
                raise answer.error
            if isinstance(answer, _Raised):
                yield Completed(job, error=answer.error)
                continue
            yield Completed(job, answer)

    def cancel(self) -> None:
        """End the workers that are at a job; others take their place when there is one."""
        for worker in self._busy:
            worker.kill()
        self._busy.clear()

    def close(self) -> None:
        """End all workers."""
        self.cancel()
        for worker in self._idle:
            worker.end()
        self._idle.clear()

    def _another(self) -> _Worker:
        processors = self._place()
        spec = {"run": __name__, "imports": IMPORTS, "processors": processors}
        ours, pidfd = root.fork(spec, socket.SOCK_STREAM)
        worker = _Worker(Connection(ours.detach()), pidfd, processors)
        path = [os.path.abspath(folder) for folder in sys.path]
        worker.connection.send((path, sys.dont_write_bytecode, os.getcwd()))
        worker.connection.send(self._start)
        return worker

    def _place(self) -> list[int]:
        """The processors of the next worker: the one with the fewest, or all."""
        if self._count < len(self._processors):
            return self._processors
        taken = [number for worker in (*self._idle, *self._busy) for number in worker.processors]
        return [min(self._processors, key=taken.count)]


@dataclass(frozen=True, eq=False)
class _Worker:
    connection: Connection
    pidfd: int
    processors: list[int]

    def end(self) -> None:
        """Let it tidy up and end; what does not is killed."""
        self.connection.close()
        root.end(self.pidfd)

    def kill(self) -> None:
        """End it now; its zygote and children end with it."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        self.end()


@dataclass(frozen=True)
class _Raised:
    error: GraderError


@dataclass(frozen=True)
class _NotStarted(_Raised):
    """Before the first job: no job of this worker would fare better."""


def main(connection: int, control: int) -> None:
    """Be a worker that takes jobs from `connection` and has the root's socket `control`."""
    # What checks print is for whoever writes them, and no part of a report on standard output.
    os.dup2(2, 1)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    root.name_process("worker")
    root.adopt(socket.socket(fileno=control))
    ours = socket.socket(fileno=connection)
    root.announce(ours)
    with Connection(ours.detach()) as channel:
        # Functions are pickled by the names of their modules, which must be found first.
        sys.path[:], sys.dont_write_bytecode, folder = channel.recv()
        # Paths of submissions mean what they meant on the command line.
        os.chdir(folder)
        start, arguments = channel.recv()
        with contextlib.ExitStack() as stack:
            made: Closable | None = None
            while True:
                try:
                    work, given = channel.recv()
                except EOFError:
                    return
                try:
                    if made is None:
                        made = stack.enter_context(contextlib.closing(start(*arguments)))
                except Exception as e:
                    channel.send(_NotStarted(_told(e)))
                    return
                try:
                    answer = work(made, *given)
                except Exception as e:
                    answer = _Raised(_told(e))
                channel.send(answer)


def _told(error: Exception) -> GraderError:
    """`error` as it can be sent: ours as it is, any other by its text and place."""
    return error if isinstance(error, GraderError) else UnexpectedError.of(error)
