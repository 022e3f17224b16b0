"""The root: one clean process, started once, of which all zygotes and workers are forks.

So torch is imported once for a class, and what forks students' children shares no memory with a
process that knows checks or secrets. Workers are forks of a template: a fork of the root that has
imported what all of them need, and no child may have. Neither ever answers: what they fork
announces itself on a socket of its own. So several processes can send requests over one socket.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import EngineError
from grader.sandbox.libc import PR_SET_NAME, prctl

_START_SECONDS = 120.0
_ENDING_SECONDS = 2.0
_ONE_THREAD = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
# What decides which kernels torch and MKL take; a machine can be told to compute like another one.
KERNEL_SETTINGS = ("ATEN_CPU_CAPABILITY", "MKL_CBWR")


def _engine() -> list[str]:
    """The folders of our packages, as this process finds them; a learner has only the first."""
    specs = [find_spec(name) for name in ("grader", "classroom")]
    return [str(Path(spec.origin).resolve().parent) for spec in specs if spec and spec.origin]


_ENGINE = _engine()

_control: socket.socket | None = None
_process: subprocess.Popen[bytes] | None = None
_templates: dict[tuple[str, ...], socket.socket] = {}


def fork(
    spec: dict[str, Any], kind: socket.SocketKind = socket.SOCK_SEQPACKET
) -> tuple[socket.socket, int]:
    """A socket of `kind` to what the root has forked as `spec` says, and its pidfd (see fork_from).

    Raises EngineError if it cannot be had.
    """
    for _attempt in range(3):
        try:
            control = _template(spec["imports"]) if "run" in spec else _connected()
            return fork_from(control, spec, kind)
        except EOFError:
            _close_templates()  # the fork has ended; the next attempt shows whether the root has
        except OSError:
            # What has ended is the template; if there is none, the root.
            if not _templates:
                close()
            _close_templates()
    raise EngineError("the zygote ended thrice while forking; see its error output above.")


def fork_from(
    control: socket.socket,
    spec: dict[str, Any],
    kind: socket.SocketKind = socket.SOCK_SEQPACKET,
) -> tuple[socket.socket, int]:
    """The same, forked by the root or zygote at the other end of `control`.

    {"forbid": [operations], "packages": [names]} is a zygote, which serves on its socket;
    {"imports": [modules]} has imported these, and serves; {"run": module} calls main of that
    module with its socket and with that of the root. Each keeps to the numbers of "processors",
    or to those of this process. Raises EngineError, EOFError or OSError.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    try:
        with theirs:
            passed = [theirs.fileno(), *([_connected().fileno()] if "run" in spec else [])]
            whole = {"processors": sorted(os.sched_getaffinity(0))} | spec
            socket.send_fds(control, [msgspec.json.encode(whole)], passed)
        return ours, _ready(ours)
    except BaseException:
        ours.close()
        raise


def name_process(name: str) -> None:
    """What ps and top call this process: they show one command line for all that the root forks."""
    text = ctypes.create_string_buffer(f"grader-{name}".encode())
    prctl(PR_SET_NAME, ctypes.addressof(text))


def announce(control: socket.socket) -> None:
    """Tell whoever waits for this process that it is ready, with a pidfd to end it by."""
    pidfd = os.pidfd_open(os.getpid())
    message = {"ready": os.getpid(), "engine": _ENGINE}
    socket.send_fds(control, [msgspec.json.encode(message)], [pidfd])
    os.close(pidfd)


def expect_room(message: dict[str, Any]) -> None:
    """Raise EngineError if `message` says that no process could be forked."""
    if "refused" in message:
        raise EngineError(
            f"the machine has no room for another process ({message['refused']}); end other "
            "programs, or grade with fewer --workers."
        )


def end(pidfd: int) -> None:
    """Wait for a process that has been told to end, kill it if it does not, and close `pidfd`."""
    if not select.select([pidfd], [], [], _ENDING_SECONDS)[0]:
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    os.close(pidfd)


def start(imports: Sequence[str] = ()) -> None:
    """Start the root now, if it does not run, and what forks workers. Raises EngineError."""
    _connected()
    if imports:
        _template(imports)


def adopt(control: socket.socket) -> None:
    """Use the root of the process that has passed us this socket."""
    global _control
    _control = control


@atexit.register
def close() -> None:
    """Let the root end, which takes along what it forked; it is started anew on next use."""
    global _control, _process
    _close_templates()
    if _control is not None:
        _control.close()
    # In a fork of the process that started it, poll() says that it is not ours to wait for.
    if _process is not None and _process.poll() is None:
        try:
            _process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            _process.kill()
            _process.wait()
    _control = _process = None


def receive(control: socket.socket, deadline: float) -> tuple[dict[str, Any], int | None]:
    """The next message and descriptor, before time.monotonic() is `deadline`.

    Raises TimeoutError, EOFError or OSError.
    """
    left = deadline - time.monotonic()
    if left <= 0 or not select.select([control], [], [], left)[0]:
        raise TimeoutError
    data, descriptors, _flags, _address = socket.recv_fds(control, 1 << 16, 1)
    if not data:
        raise EOFError
    return msgspec.json.decode(data), descriptors[0] if descriptors else None


def _ready(control: socket.socket) -> int:
    """The pidfd of the process at the other end, once it is ready."""
    message, pidfd = receive(control, time.monotonic() + _START_SECONDS)
    expect_room(message)
    if "ready" not in message or pidfd is None:
        raise EngineError(f"the zygote did not start: {message.get('error', message)}.")
    if message.get("engine") != _ENGINE:
        os.close(pidfd)
        raise EngineError(
            f"this command runs {' and '.join(_ENGINE)}, its judges would run what is installed, "
            f"{' and '.join(message.get('engine') or ['another engine'])}; unset PYTHONPATH, or "
            "install the first one with python -m pip install -e, and run it again."
        )
    return pidfd


def _connected() -> socket.socket:
    global _control
    if _control is None:
        _control = _start()
    return _control


def _template(imports: Sequence[str]) -> socket.socket:
    """What forks workers that have these modules: each of them would import them for itself."""
    if (key := tuple(imports)) not in _templates:
        _templates[key], pidfd = fork_from(_connected(), {"imports": imports})
        os.close(pidfd)  # it ends with the root, or where nobody holds its socket any more
    return _templates[key]


def _close_templates() -> None:
    while _templates:
        _templates.popitem()[1].close()


def _start() -> socket.socket:
    global _process
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    environment |= dict.fromkeys(_ONE_THREAD, "1")
    environment |= {name: os.environ[name] for name in KERNEL_SETTINGS if name in os.environ}
    command = [sys.executable, "-s", "-P", "-B", "-m", "grader.sandbox.zygote"]
    with theirs:
        # Exec'ed, not forked: a cleared environment can still be read in a fork's memory.
        _process = subprocess.Popen(
            [*command, str(theirs.fileno()), str(os.getpid())],
            pass_fds=[theirs.fileno()],
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    try:
        os.close(_ready(ours))
    except (OSError, EOFError):
        ours.close()
        close()
        raise EngineError("the zygote did not start; see its error output above.") from None
    except BaseException:
        ours.close()
        close()
        raise
    return ours
