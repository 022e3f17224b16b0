"""Landlock: which files a process may still open, and that it may use no network (Linux 5.13+).

Raw system calls, since no maintained package knows networks and scopes. The rules hold for the
calling thread and all that it starts later, and cannot be lifted. Numbers are those of Linux 7.1,
include/uapi/linux/landlock.h; which version brought what is told by its
Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from grader.sandbox.libc import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# The newest ABI version of which all is asked for. 7 and 8 brought nothing to deny: logs, threads.
KNOWN = 9
# What each version added to the rights over files: all of the first, refer, truncate, ioctl on
# devices, and finding a UNIX socket by its path to connect or send to it.
_FS_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15, 9: 1 << 16}
_NET_ABI, _NET_RIGHTS = 4, 3
_SCOPE_ABI, _SCOPES = 6, 3


def abi() -> int:
    """The Landlock version of this kernel; 0 where there is none."""
    try:
        return syscall(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)
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
    ruleset = syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for path in readable:
            _allow(ruleset, path)
        syscall(_RESTRICT_SELF, ruleset, 0)
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
        syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(target)
