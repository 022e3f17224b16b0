"""seccomp: which system calls a child may still make. What is not listed fails with EPERM.

Not listed, on purpose: socket and connect, fork, exec, ptrace and what reads other processes, all
that changes files or their attributes (Landlock covers neither chmod nor xattr), io_uring, memfd,
namespaces, keys, bpf. libseccomp knows the numbers on every architecture, kills a process that
enters through another one (32-bit, x32), and compiles the filter in under a millisecond.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from functools import cache
from typing import Any

from grader.sandbox.libc import PR_SET_NAME, prctl

_ALLOWED: tuple[str, ...] = tuple(
    """
    read readv pread64 preadv write writev pwrite64 pwritev close close_range lseek
    open openat stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    readlink readlinkat getdents getdents64 getcwd chdir fadvise64 flock fsync fdatasync
    dup dup2 dup3 pipe pipe2 umask
    mmap munmap mprotect mremap madvise mincore msync brk mbind get_mempolicy membarrier
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall pause
    poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd eventfd2
    timerfd_create timerfd_settime timerfd_gettime getitimer setitimer alarm
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
    futex futex_wait futex_wake set_robust_list get_robust_list set_tid_address rseq
    sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
    sched_get_priority_min getcpu getpriority
    getpid getppid gettid getpgid getpgrp getsid getuid geteuid getgid getegid getresuid getresgid
    getgroups getrlimit getrusage sysinfo uname arch_prctl getrandom map_shadow_stack
    recvfrom recvmsg shutdown getsockname getpeername getsockopt socketpair
    exit exit_group
    """.split()  # noqa: SIM905 (a table reads better than a list)
)
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
# struct sock_filter: code, jump if true, jump if false, constant.
_INSTRUCTION = struct.Struct("HBBI")
_CONSTANT = 4
# Stands for the process's own number; no other constant of the filter is like it.
_PID = 0x5EC0DE
_CLONE_VM, _CLONE_THREAD = 0x100, 0x10000
_NEW_NAMESPACES = 0x7E020080
_PR_SET_VMA = 0x53564D41
# isatty(), non-blocking mode, close-on-exec, bytes waiting.
_IOCTLS = (0x5401, 0x5421, 0x5450, 0x5451, 0x541B)
# Copies, flags and locks. Not the owner and signal of a descriptor, by which the kernel would send
# any signal to any process of this user (Landlock stops that from version 6 on), nor leases.
_FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)


def available() -> str:
    """Why there is no seccomp on this machine, "" if there is."""
    try:
        import pyseccomp  # noqa: F401
    except (ImportError, RuntimeError, OSError) as e:
        return f"libseccomp cannot be loaded ({e})"
    try:
        with open("/proc/sys/kernel/seccomp/actions_avail", encoding="ascii") as stream:
            actions = stream.read().split()
    except OSError:
        return "this kernel has no seccomp filters"
    return "" if {"errno", "kill_process", "allow"} <= set(actions) else "seccomp lacks actions"


@cache
def compiled() -> tuple[bytes, tuple[int, ...]]:
    """The filter as the kernel reads it, and where in it the number of the process belongs.

    A zygote has it made once for its children, each of which puts in its own number.
    """
    made = rules(_PID)
    reading, writing = os.pipe()
    with open(reading, "rb") as code:
        with open(writing, "wb") as stream:
            made.export_bpf(stream)  # far less than a pipe holds
        instructions = code.read()
    constants = [k for _code, _jt, _jf, k in _INSTRUCTION.iter_unpack(instructions)]
    places = [i * _INSTRUCTION.size + _CONSTANT for i, k in enumerate(constants) if k == _PID]
    return instructions, tuple(places)


def rules(pid: int) -> Any:
    """The filter for the process `pid`, which may send signals to itself only."""
    import pyseccomp as sc

    made = sc.SyscallFilter(sc.ERRNO(errno.EPERM))
    made.set_attr(sc.Attr.ACT_BADARCH, sc.KILL_PROCESS)
    for name in _ALLOWED:
        _allow(sc, made, name)
    # A thread is no escape; a process would be. glibc falls back to clone, whose flags can be read.
    threads = _CLONE_THREAD | _CLONE_VM
    mask = threads | _NEW_NAMESPACES
    made.add_rule(sc.ALLOW, "clone", sc.Arg(0, sc.MASKED_EQ, mask, threads))
    made.add_rule(sc.ERRNO(errno.ENOSYS), "clone3")
    for option in (PR_SET_NAME, _PR_SET_VMA):
        made.add_rule(sc.ALLOW, "prctl", sc.Arg(0, sc.EQ, option))
    for command in _FCNTLS:
        made.add_rule(sc.ALLOW, "fcntl", sc.Arg(1, sc.EQ, command))
    # Without an address: a datagram socket of a pair could else reach any socket with a path.
    made.add_rule(sc.ALLOW, "sendto", sc.Arg(4, sc.EQ, 0))
    for request in _IOCTLS:
        made.add_rule(sc.ALLOW, "ioctl", sc.Arg(1, sc.EQ, request))
    # Reading one's own limits, changing none.
    made.add_rule(sc.ALLOW, "prlimit64", sc.Arg(0, sc.EQ, 0), sc.Arg(2, sc.EQ, 0))
    for name in ("kill", "tgkill"):
        made.add_rule(sc.ALLOW, name, sc.Arg(0, sc.EQ, pid))
    return made


def program(pid: int) -> bytes:
    """The compiled filter for the process `pid`."""
    instructions, places = compiled()
    code = bytearray(instructions)
    for place in places:
        struct.pack_into("I", code, place, pid)
    return bytes(code)


def restrict() -> None:
    """Load the filter into this single-threaded process, for good. Needs no_new_privs."""
    code = program(os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HP", len(code) // _INSTRUCTION.size, ctypes.addressof(buffer))
    held = ctypes.create_string_buffer(header, len(header))
    prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(held))


def _allow(sc: Any, rules: Any, name: str) -> None:
    try:
        rules.add_rule(sc.ALLOW, name)
    except (RuntimeError, OSError, ValueError):
        # A call that this libseccomp or architecture does not have stays forbidden.
        return
