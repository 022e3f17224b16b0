"""Many commands, each in a process of its own, without the seconds that imports take in each."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

# Imports what runs need once and forks for each, which says on a socket how it ended. The root
# that judges are forked from is started once as well: it learns nothing of a run. Templates are
# compiled, since most reports are of few lines.
_SERVER = """
import json, os, random, socket, sys, tempfile, time, torch, numpy, pytest
import alembic.command, httpcore, httpx
import matplotlib.backends.backend_agg, matplotlib.dates, matplotlib.figure
import rich.progress, rich.table, sqlite3
import sqlalchemy.dialects.sqlite
import classroom.author.build, classroom.grade.batch, classroom.grade.submission
import classroom.desk.collect, classroom.desk.grading, classroom.desk.termreport
import grader.check.expect, grader.learn.local, grader.learn.milestone, grader.learn.reporting
import pytest_grader
from importlib import import_module
from importlib.util import find_spec
from classroom.grade.workers import IMPORTS
from classroom.report import page
from grader.cli.app import main
from grader.sandbox import root

# What typer imports at the first option that is not plain text.
for name in ("typer._adapters", "pydantic.type_adapter"):
    if find_spec(name.partition(".")[0]) and find_spec(name):
        import_module(name)
for template in page.TEMPLATES.glob("*.html.j2"):
    page.environment().get_template(template.name)

torch.set_num_threads(1)
sys.path.remove("")
control = socket.socket(fileno=int(sys.argv[1]))


def run(folder, out, err, environment, command):
    os.chdir(folder)
    for path, stream in ((out, 1), (err, 2)):
        opened = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, stream)
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    # What this process has taken from its own surroundings.
    random.seed()
    time.tzset()
    tempfile.tempdir = None
    sys.argv[:] = command
    if command[0] != "pytest":
        return main()
    sys.path.insert(0, folder)
    # Our plugin is imported already, of which pytest would warn in every run. Of the other plugins
    # here a learner has none, and they take half the time of a short run.
    options = ["-p", "no:hypothesispytest", "-p", "no:anyio"]
    return pytest.main([*command[1:], *options, "-W", "ignore::pytest.PytestAssertRewriteWarning"])


def end_of(request):
    if pid := os.fork():
        _, status, used = os.wait4(pid, 0)
        return f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime}"
    status = 1
    try:
        status = run(**request)
    except SystemExit as e:
        status = e.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status or 0)


waiting = []
while True:
    data, passed, _flags, _address = socket.recv_fds(control, 1 << 20, 1)
    if not data:
        break
    waiting = [pid for pid in waiting if os.waitpid(pid, os.WNOHANG) == (0, 0)]
    request, answer = json.loads(data), socket.socket(fileno=passed[0])
    if request.pop("judges"):
        root.start(IMPORTS)
    if pid := os.fork():
        waiting.append(pid)
        answer.close()
        continue
    control.close()
    answer.send(end_of(request).encode())
    os._exit(0)
"""


@dataclass(frozen=True)
class Done:
    """How a run ended, what it printed on both streams, and its CPU time without any imports."""

    returncode: int
    printed: str
    cpu_seconds: float


class _Server:
    """The process that has imported everything; it ends with this one."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-c", _SERVER, str(theirs.fileno())]
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=_one_thread())
        atexit.register(process.wait)
        atexit.register(self._control.close)

    def run(self, **request: object) -> tuple[int, float]:
        """The exit status of a run in a fork, negative where a signal has ended it; CPU time."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs, _LOCK:
                socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno()])
            status, seconds = ours.recv(64).split()
            return int(status), float(seconds)


_LOCK = Lock()
_server: _Server | None = None


def _one_thread() -> dict[str, str]:
    return os.environ | {"OMP_NUM_THREADS": "1"}


def _run(
    folder: Path, out: Path, err: Path, env: Mapping[str, str], command: list[str]
) -> tuple[int, float]:
    global _server
    with _LOCK:
        _server = _server or _Server()
    judges = {"grade", "demo", "doctor"} & set(command[1:2]) or "--jail" in command
    return _server.run(
        folder=str(folder),
        out=str(out),
        err=str(err),
        environment=dict(env),
        command=command,
        judges=bool(judges) or command[1:3] == ["course", "check"],
    )


def run_in_fork(
    *command: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run "grader" or "pytest" with arguments, as subprocess.run does with captured output."""
    words = list(map(str, command))
    if sys.platform != "linux":
        module = {"grader": "grader.cli.app"}.get(words[0], words[0])
        anew = [sys.executable, "-m", module, *words[1:]]
        return subprocess.run(anew, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    with TemporaryDirectory(prefix="printed-") as scratch:
        out, err = Path(scratch, "out"), Path(scratch, "err")
        status, _cpu = _run(cwd, out, err, os.environ if env is None else env, words)
        return subprocess.CompletedProcess(words, status, out.read_text(), err.read_text())


def run_in_forks(logs: Path, runs: Sequence[tuple[Path, Sequence[str]]]) -> list[Done]:
    """Run (folder, command) one after another; a command is "pytest" or "grader" with arguments.

    Output goes to files in the folder `logs`. A run imports nothing anew, so that it cannot show
    what a command does without torch.
    """
    done = []
    for number, (folder, command) in enumerate(runs):
        log = logs / f"{number}.log"
        status, seconds = _run(folder, log, log, _one_thread(), list(command))
        done.append(Done(status, log.read_text(), seconds))
    return done
