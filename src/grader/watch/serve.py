"""The warm process: it has imported what every run of checks imports, and runs pytest when asked.

`python -m grader.watch.serve` reads requests from its standard input and answers on its standard
output, a line of JSON each. Where it forks, a run is a fork, and the next one can begin at once.
Elsewhere a run takes this process with it, and the other side prepares the next one ahead.
"""

from __future__ import annotations

import gc
import importlib
import os
import random
import select
import signal
import sys
import tempfile
import traceback
from contextlib import suppress

import msgspec

# Elsewhere a fork of a process that has loaded torch is not safe: macOS refuses to go on in one.
FORKS = sys.platform == "linux"
_IMPORTED = (
    "pytest",
    "pytest_grader",
    "grader.check.expect",
    "grader.learn.local",
    "grader.learn.progress",
    "grader.render.ritual",
    "grader.render.terminal",
)


class WarmRun(msgspec.Struct, kw_only=True):
    """What to run: pytest with `arguments` in `folder`.

    What is printed goes to the file `output`; `environment` adds to ours.
    """

    number: int
    folder: str
    arguments: list[str]
    output: str
    environment: dict[str, str] = {}


class WarmRequest(msgspec.Struct, kw_only=True):
    """What the other side sends: a run, or nothing, which ends the one that runs."""

    run: WarmRun | None = None


class WarmAnswer(msgspec.Struct, kw_only=True):
    """What it is told: run `number` has ended with `status`, below 0 by a signal; 0: ready."""

    number: int
    status: int = 0


def main() -> None:
    """Get ready, say so, serve until the other side is gone."""
    _prepare()
    _tell(WarmAnswer(number=0))
    if FORKS:
        _serve()
    elif line := sys.stdin.buffer.readline():
        asked = msgspec.json.decode(line, type=WarmRequest).run
        if asked is not None:
            _run(asked)


def _prepare() -> None:
    for name in _IMPORTED:
        # micrograd is done without torch, on whose absence its report has its own words.
        with suppress(ImportError):
            importlib.import_module(name)
    if "torch" in sys.modules:
        from grader.sandbox.zygote import warm_up

        warm_up()
    gc.collect()
    gc.freeze()


def _tell(answer: WarmAnswer) -> None:
    os.write(1, msgspec.json.encode(answer) + b"\n")


def _serve() -> None:
    """Fork for each run; a new one ends the one before it."""
    ended, wake = os.pipe()
    for end in (ended, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    waiting, pid, number = b"", 0, 0
    while True:
        ready, _, _ = select.select([0, ended], [], [])
        if ended in ready:
            os.read(ended, 1 << 10)
            if pid and (status := _status(pid, os.WNOHANG)) is not None:
                _tell(WarmAnswer(number=number, status=status))
                pid = 0
        if 0 not in ready:
            continue
        data = os.read(0, 1 << 16)
        *lines, waiting = (waiting + data).split(b"\n")
        for line in lines or ([b"{}"] if not data else []):
            if pid:
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
                _tell(WarmAnswer(number=number, status=_status(pid, 0) or 0))
                pid = 0
            if asked := msgspec.json.decode(line, type=WarmRequest).run:
                pid, number = _fork(asked, (ended, wake)), asked.number
        if not data:
            return


def _status(pid: int, options: int) -> int | None:
    """How a fork has ended, None if it has not."""
    found, status = os.waitpid(pid, options)
    return os.waitstatus_to_exitcode(status) if found else None


def _fork(asked: WarmRun, pipes: tuple[int, int]) -> int:
    """A fork with a group of its own, so that what the learner's code starts ends with it."""
    if pid := os.fork():
        with suppress(OSError):  # it has done so itself, or has ended
            os.setpgid(pid, pid)
        return pid
    status = 1
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in pipes:
            os.close(end)
        status = _run(asked)
    except BaseException:
        # It must not go on as if it were its parent, so nobody else can tell of it.
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)
    raise AssertionError("a fork has gone on")


def _run(asked: WarmRun) -> int:
    """Run pytest; its exit status."""
    import pytest

    opened = os.open(asked.output, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for one, stream in ((nothing, 0), (opened, 1), (opened, 2)):
        os.dup2(one, stream)
    os.close(opened)
    os.close(nothing)
    os.environ.update(asked.environment)
    os.chdir(asked.folder)
    # What this process has taken from its own surroundings.
    random.seed()
    tempfile.tempdir = None
    # Our plugin is imported already, of which pytest would warn in every run.
    quiet = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    status = int(pytest.main([*asked.arguments, *quiet]))
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    main()
