"""Worker processes: what they answer, raise and leave behind, and what happens when one dies."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import alive

import classroom
from classroom.grade import batch, submission
from classroom.grade.submission import Job
from classroom.grade.workers import Workers
from grader.errors import EXIT_ENGINE, CourseError, EngineError, UnexpectedError
from grader.sandbox import jail, root
from grader.sandbox.host import Zygote


class Made:
    """What the workers here make at their start: a count of their jobs, and a file at its end."""

    def __init__(self, folder: Path, problem: str = "") -> None:
        if problem:
            raise CourseError(problem)
        self.folder = folder
        self.jobs = 0

    def close(self) -> None:
        """Leave a sign."""
        (self.folder / str(os.getpid())).write_text(str(self.jobs))


def number(made: Made, add: int) -> tuple[int, int]:
    """(pid, jobs so far + add)."""
    made.jobs += 1
    return os.getpid(), made.jobs + add


def fail(_made: Made) -> None:
    """Raise."""
    raise ValueError("seven is no even number")


def die(_made: Made) -> None:
    """End this process as the kernel would."""
    os.kill(os.getpid(), signal.SIGKILL)


def wait_for_ever(_made: Made) -> None:
    """Do not come back."""
    signal.pause()


def environment(_made: Made) -> tuple[dict[str, str], bool]:
    """What is left of the environment, and whether torch is there without being imported."""
    return dict(os.environ), "torch" in sys.modules


def capability(_made: Made) -> str:
    """Which kernels torch takes here."""
    import torch

    return torch.backends.cpu.get_cpu_capability()


def whereabouts(_made: Made) -> tuple[list[int], list[int], str]:
    """The processors of this process and of a child of its zygote, and what ps calls the worker."""
    zygote = Zygote(without=jail.WALLS)
    ours, theirs = socket.socketpair()
    spec = {"workspace": "/", "given": "/", "drop_user": False, "without": sorted(jail.WALLS)}
    with ours, theirs, Path(os.devnull).open("wb") as output:
        forked = zygote.fork(spec, [theirs.fileno(), output.fileno()])
        processors = sorted(os.sched_getaffinity(forked.pid))
    os.close(forked.pidfd)
    zygote.close()
    name = Path("/proc/self/comm").read_text().strip()
    return sorted(os.sched_getaffinity(0)), processors, name


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers[str]]:
    """Up to two of them."""
    with Workers[str](2, Made, tmp_path) as made:
        yield made


def test_each_keeps_what_it_made(workers: Workers[str], tmp_path: Path) -> None:
    """Jobs go to what a worker made at its start, which is closed at its end."""
    seen = []
    for job in ("a", "b", "c"):
        workers.submit(job, number, 10)
        [done] = workers.completed()
        seen.append((done.job, done.value[1]))
        assert alive(done.value[0])
    assert seen == [("a", 11), ("b", 12), ("c", 13)]  # one is enough where one job is under way
    pid = done.value[0]
    workers.close()
    assert not alive(pid)
    assert (tmp_path / str(pid)).read_text() == "3"


def test_two_jobs_have_two_processes(workers: Workers[str]) -> None:
    """As many jobs are under way as there are workers, and no more."""
    workers.submit("a", number, 0)
    assert workers.free
    workers.submit("b", number, 0)
    assert not workers.free
    pids = set()
    while workers.busy:
        pids |= {done.value[0] for done in workers.completed()}
    assert len(pids) == 2


def test_each_keeps_to_a_processor_of_its_own(tmp_path: Path) -> None:
    """As many workers as processors share them out, children included; fewer go where they can."""
    every = sorted(os.sched_getaffinity(0))
    for count in (len(every), len(every) - 1):
        with Workers[str](count, Made, tmp_path) as workers:
            for job in range(count):
                workers.submit(str(job), whereabouts)
            found = []
            while workers.busy:
                found += [done.value for done in workers.completed()]
        assert all(own == child for own, child, _name in found)
        expected = [[number] for number in every] if count == len(every) else [every] * count
        assert sorted(own for own, _child, _name in found) == expected
        assert {name for _own, _child, name in found} <= {"grader-worker"}


def test_judges_of_another_engine_are_refused(tmp_path: Path) -> None:
    """An engine that is not the installed one says so in one line: its judges would be others."""
    installed = Path(root.__file__).parents[1]
    shutil.copytree(installed, tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-m", "grader.cli.app", "doctor"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == EXIT_ENGINE
    [line] = done.stderr.splitlines()
    other = Path(classroom.__path__[0])
    assert f"this command runs {tmp_path / 'grader'} and {other}, its judges" in line
    assert f"what is installed, {installed} and {other}; unset PYTHONPATH" in line


def test_a_root_that_does_not_say_where_it_stands_is_refused() -> None:
    """An installed engine from before it said so is another one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        pidfd = os.pidfd_open(os.getpid())
        socket.send_fds(theirs, [b'{"ready": 1}'], [pidfd])
        os.close(pidfd)
        with pytest.raises(EngineError, match="installed, another engine; unset PYTHONPATH"):
            root._ready(ours)


def folder(_made: Made) -> str:
    """Where a worker stands."""
    return os.getcwd()


def test_a_worker_stands_where_it_was_started(
    workers: Workers[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path means the same to it as on the command line."""
    monkeypatch.chdir(tmp_path)
    workers.submit("a", folder)
    [done] = workers.completed()
    assert done.result() == str(tmp_path)


def test_what_a_job_raises_is_its_result(workers: Workers[str]) -> None:
    """It comes with the place where it was raised, and the worker goes on."""
    workers.submit("a", fail)
    [done] = workers.completed()
    with pytest.raises(UnexpectedError, match="ValueError: seven") as caught:
        done.result()
    assert "in fail" in caught.value.trace
    workers.submit("b", number, 0)
    [done] = workers.completed()
    assert done.value[1] == 1


def test_a_start_that_fails_is_told(tmp_path: Path) -> None:
    """What a worker cannot begin with is raised where its job was given."""
    with Workers[str](1, Made, tmp_path, "no course here") as workers:
        workers.submit("a", number, 0)
        with pytest.raises(CourseError, match="no course here"):
            list(workers.completed())


def test_a_death_costs_one_job(workers: Workers[str]) -> None:
    """A worker that dies takes its job along; another one takes its place."""
    workers.submit("deadly", die)
    workers.submit("other", number, 0)
    found = {}
    while workers.busy:
        found |= {done.job: done.died for done in workers.completed()}
    assert found == {"deadly": True, "other": False}
    for job in ("a", "b"):
        workers.submit(job, number, 0)
    while workers.busy:
        assert not any(done.died for done in workers.completed())


def test_what_is_dropped_ends(workers: Workers[str]) -> None:
    """A worker that never comes back is ended, and the next job has another."""
    workers.submit("endless", wait_for_ever)
    workers.cancel()
    assert not workers.busy
    workers.submit("a", number, 0)
    [done] = workers.completed()
    assert done.value[1] == 1


def test_a_new_root_where_the_old_one_has_died(workers: Workers[str]) -> None:
    """All that it forked ends with the root; the next job starts another."""
    workers.submit("a", number, 0)
    [first] = workers.completed()
    workers.submit("endless", wait_for_ever)
    assert root._process is not None
    root._process.kill()
    [done] = workers.completed()
    assert done.died
    workers.submit("b", number, 0)
    [second] = workers.completed()
    assert not alive(first.value[0])
    assert alive(second.value[0])


def parent(_made: Made) -> int:
    """The template that this worker is a fork of."""
    return os.getppid()


def test_a_new_template_where_the_old_one_has_died(workers: Workers[str]) -> None:
    """Its workers end with it; the root stays, and forks another."""
    workers.submit("a", parent)
    [first] = workers.completed()
    workers.submit("endless", wait_for_ever)
    os.kill(first.value, signal.SIGKILL)
    [done] = workers.completed()
    assert done.died
    before = root._process
    workers.submit("b", parent)
    [second] = workers.completed()
    assert second.value != first.value
    assert root._process is before


def test_a_worker_has_torch_and_of_the_environment_what_decides_on_kernels(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is a fork of what has imported torch, and was started without our variables.

    Were torch's kernels not those of this process, a laptop's and a judge's digits would differ.
    """
    monkeypatch.setenv("GRADER_TEST_TOKEN", "secret")
    monkeypatch.setenv("ATEN_CPU_CAPABILITY", "default")
    root.close()
    with Workers[str](1, Made, tmp_path) as workers:
        workers.submit("a", environment)
        [done] = workers.completed()
        workers.submit("b", capability)
        [computing] = workers.completed()
    root.close()
    variables, has_torch = done.value
    assert "GRADER_TEST_TOKEN" not in variables
    assert has_torch
    assert computing.value == "DEFAULT"


def test_a_run_goes_on_with_the_workers_that_there_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where no second worker can be had, the first one does all; where none can, the run ends."""
    had: list[object] = []

    def another(pool: Workers[Job]) -> object:
        if len(had) == limit:
            raise EngineError("the machine has no room for another process")
        had.append(started := start(pool))
        return started

    def graded(job: Job) -> tuple[Any, ...]:
        return submission.grade, job, {}

    start = Workers._another
    monkeypatch.setattr(Workers, "_another", another)
    jobs = [Job(tmp_path / name, name, ()) for name in ("one", "two", "three")]
    for limit in (1, 0):
        had.clear()
        with Workers[Job](2, Made, tmp_path) as pool:
            if limit:
                errors = [done.error for done in batch._each(iter(jobs), pool, graded)]
                assert len(errors) == 3
                assert all(isinstance(error, UnexpectedError) for error in errors)
            else:
                with pytest.raises(EngineError, match="no room for another process"):
                    list(batch._each(iter(jobs), pool, graded))
