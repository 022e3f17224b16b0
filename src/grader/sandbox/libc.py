"""The C library, for what Python has no function for: prctl, madvise, raw system calls (Linux)."""

from __future__ import annotations

import ctypes
import os
from functools import cache

PR_SET_NAME = 15


@cache
def libc() -> ctypes.CDLL:
    """The C library of this process; functions return int."""
    found = ctypes.CDLL(None, use_errno=True)
    found.syscall.restype = ctypes.c_long
    return found


def prctl(option: int, value: int, address: int = 0) -> None:
    """Change `option` of this process; `address` is that of a further argument. Raises OSError."""
    if libc().prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(address), 0, 0) != 0:
        raise _error(f"prctl({option})")


def syscall(number: int, *arguments: int | bytes | None) -> int:
    """The result of system call `number`. Raises OSError."""
    plain = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(libc().syscall(ctypes.c_long(number), *plain))
    if result < 0:
        raise _error(f"system call {number}")
    return result


def _error(what: str) -> OSError:
    code = ctypes.get_errno()
    return OSError(code, f"{what}: {os.strerror(code)}")
