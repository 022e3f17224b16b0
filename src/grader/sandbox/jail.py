"""What a child gives up before it sees student code (Linux).

Here: a session of its own, resource limits, death with its parent, no new privileges. Landlock
and seccomp belong at the end of `enter`, after `no_new_privs` and before any thread exists; they
are not built yet, so `LEVEL` says "process" and every record carries it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from grader.errors import EngineError

LEVEL = "process"
# Bytes, seconds or counts; CPU is (soft, hard) so that SIGXCPU comes before SIGKILL.
LIMITS: dict[str, tuple[int, int]] = {
    "AS": (4 << 30, 4 << 30),
    "DATA": (2 << 30, 2 << 30),
    "CPU": (120, 121),
    "FSIZE": (16 << 20, 16 << 20),
    "NOFILE": (64, 64),
    "CORE": (0, 0),
    "MEMLOCK": (0, 0),
    "MSGQUEUE": (0, 0),
}
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def require_linux() -> None:
    """Raise EngineError where children cannot be isolated at all."""
    if not sys.platform.startswith("linux"):
        raise EngineError(
            "grading needs Linux (or WSL2, or a Linux container): student code is judged in "
            "isolated processes. Local checks with pytest run everywhere."
        )


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when `parent` ends, and end now if it already has."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(113)


def enter(parent: int) -> None:
    """Lower this freshly forked, single-threaded child for good."""
    import resource  # does not exist on Windows, where local checks must still load this module

    for name, (soft, hard) in LIMITS.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(kind, (soft, hard))
    die_with_parent(parent)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}): {os.strerror(code)}")
