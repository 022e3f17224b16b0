"""What a child gives up before it sees student code (Linux).

Resource limits, privileges, files and network (Landlock), system calls (seccomp). Both walls are
needed: Landlock alone leaves processes, sockets and attributes open, seccomp alone every file.
Where one is missing nothing is graded, unless the caller says `unsafe`; it is never left out in
silence.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import sysconfig
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

from grader.errors import EngineError
from grader.sandbox import landlock, seccomp
from grader.sandbox.libc import libc, prctl

# Bytes, seconds or counts; CPU is (soft, hard) so that SIGXCPU comes before SIGKILL.
LIMITS: dict[str, tuple[int, int]] = {
    "AS": (3 << 30, 3 << 30),
    "DATA": (2 << 30, 2 << 30),
    # No thread, no process, however many this user has; root is not held by it, but by seccomp.
    "NPROC": (0, 0),
    "CPU": (120, 121),
    "FSIZE": (16 << 20, 16 << 20),
    "NOFILE": (64, 64),
    "CORE": (0, 0),
    "MEMLOCK": (0, 0),
    "MSGQUEUE": (0, 0),
}
# What stands between a child and the machine, besides its being a process of its own.
WALLS = frozenset({"limits", "landlock", "seccomp"})
# What --unsafe-no-jail leaves out; limits stay, against one's own endless loops.
UNSAFE = frozenset({"landlock", "seccomp"})
NOBODY = 65534
WAYS_OUT = "grade on Linux 5.13 or newer, in WSL2, or in a container that offers them"
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_SYSTEM = tuple(
    Path(path)
    for path in (
        "/usr/lib",
        "/usr/lib64",
        "/usr/local/lib",
        "/lib",
        "/lib64",
        "/etc/ld.so.cache",
        "/usr/share/zoneinfo",
        "/dev/null",
        "/dev/urandom",
        "/proc/cpuinfo",
        "/sys/devices/system/cpu",
    )
)


def missing() -> str:
    """Why this machine cannot jail student code, "" if it can."""
    if not sys.platform.startswith("linux"):
        return f"{sys.platform} has neither Landlock nor seccomp"
    if landlock.abi() < 1:
        return "this kernel offers no Landlock"
    return seccomp.available()


def level(unsafe: bool = False) -> str:
    """What a record says of the jail."""
    return "none (unsafe)" if unsafe else f"landlock {landlock.abi()}, seccomp"


def require(unsafe: bool = False) -> None:
    """Raise EngineError where student code cannot be judged safely.

    `unsafe` gives up both walls, not the separate process, which needs Linux all the same.
    """
    if not sys.platform.startswith("linux"):
        raise EngineError(
            "grading needs Linux (or WSL2, or a Linux container): student code is judged in "
            "isolated processes. Local checks with pytest run everywhere."
        )
    reason = missing()
    if reason and not unsafe:
        raise EngineError(
            f"cannot grade here: {reason}. Ways out: {WAYS_OUT}. `grader doctor --all` shows more; "
            "--unsafe-no-jail grades your own code without the jail and says so in every record."
        )


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when `parent` ends, and end now if it already has."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(113)


@cache
def python_folders() -> tuple[Path, ...]:
    """Where this Python and its packages lie: all that a late import may need."""
    paths = sysconfig.get_paths()
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    torch = importlib.util.find_spec("torch")
    found = [Path(paths[name]) for name in names]
    if torch is not None and torch.origin:
        found.append(Path(torch.origin).parent.parent)
    return tuple(dict.fromkeys(path.resolve() for path in found))


def may_drop_user() -> bool:
    """Whether this is root, and nobody could still read Python (not below a 0700 home)."""
    if os.geteuid() != 0:
        return False
    folders = {parent for path in python_folders() for parent in (path, *path.parents)}
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in folders)


def anyone_reaches(*folders: Path) -> bool:
    """Whether every user can open what lies in `folders`: none is below a 0700 TMPDIR, say."""
    passed = {parent for path in folders for parent in (path, *path.parents)}
    return all(folder.stat().st_mode & 0o001 for folder in passed)


def prepare() -> None:
    """Load and compute once what `enter` needs; it runs in forks of this process."""
    import resource  # noqa: F401 (see enter)

    libc()
    python_folders()
    if not seccomp.available():
        seccomp.compiled()


def enter(
    parent: int, readable: Iterable[Path], *, drop_user: bool, without: Collection[str] = ()
) -> None:
    """Lower this freshly forked, single-threaded child for good; `without` names WALLS to omit.

    The order matters: a change of user clears the parent-death signal, Landlock and seccomp need
    no_new_privs, and after seccomp nothing else can be given up.
    """
    import resource  # does not exist on Windows, where local checks must still load this module

    limits = {} if "limits" in without else LIMITS
    for name, (soft, hard) in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(kind, (soft, hard))
    if drop_user:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    die_with_parent(parent)
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if "landlock" not in without:
        allowed = [*_SYSTEM, *python_folders(), *readable]
        landlock.restrict(allowed, landlock.abi())
    if "seccomp" not in without:
        seccomp.restrict()
