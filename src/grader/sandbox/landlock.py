"""Landlock: which files a process may still open, and that it may use no network (Linux 5.13+).

Raw system calls, since no maintained package knows networks and scopes. The rules hold for the
calling thread and all that it starts later, and cannot be lifted.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# What each ABI version added to the rights over files that a ruleset can deny.
_FS_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_NET_ABI, _NET_RIGHTS = 4, 3
_SCOPE_ABI, _SCOPES = 6, 3


def abi() -> int:
    """The Landlock version of this kernel; 0 where there is none."""
    try:
        return _syscall(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def restrict(readable: Iterable[Path], version: int) -> None:
    """Let this thread read what is at or below `readable`, and nothing else; write nothing.

    Paths that do not exist are passed over. Needs no_new_privs. Raises OSError.
    """
    handled = sum(bits for since, bits in _FS_RIGHTS.items() if version >= since)
    attributes = struct.pack("Q", handled)
    if version >= _NET_ABI:
        attributes += struct.pack("Q", _NET_RIGHTS)
    if version >= _SCOPE_ABI:
        attributes += struct.pack("Q", _SCOPES)
    ruleset = _syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for path in readable:
            _allow(ruleset, path)
        _syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path) -> None:
    try:
        target = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        folder = stat.S_ISDIR(os.fstat(target).st_mode)
        rights = _READ_FILE | (_READ_DIR if folder else 0)
        rule = struct.pack("=Qi", rights, target)
        _syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(target)


@cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    plain = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(_libc().syscall(ctypes.c_long(number), *plain))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"landlock: {os.strerror(code)}")
    return result
