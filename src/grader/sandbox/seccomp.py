"""seccomp: which system calls a child may still make; all others fail, known or not.

Not allowed, on purpose: socket and connect, new threads and processes, exec, ptrace and what reads
other processes, all that changes files or their attributes (Landlock covers neither chmod nor
xattr), io_uring, memfd, namespaces, keys, bpf. These fail with EPERM, which says that one may not.
Whatever else is not allowed fails with ENOSYS, as on an older kernel: a library that tries a new
call first then falls back on one that it knows. libseccomp knows the numbers on every architecture,
kills a process that enters through another one (32-bit, x32), and compiles the filter in under a
millisecond.
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
_REFUSED: tuple[str, ...] = tuple(
    """
    clone fork vfork execve execveat ptrace kcmp process_vm_readv process_vm_writev process_madvise
    process_mrelease pidfd_open pidfd_getfd pidfd_send_signal
    tkill rt_sigqueueinfo rt_tgsigqueueinfo signalfd signalfd4
    socket connect bind listen accept accept4 sendmsg sendmmsg recvmmsg setsockopt socketcall
    creat mkdir mkdirat mknod mknodat rmdir unlink unlinkat rename renameat renameat2
    link linkat symlink symlinkat truncate ftruncate fallocate
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat
    utime utimes utimensat futimesat setxattr lsetxattr fsetxattr setxattrat
    removexattr lremovexattr fremovexattr removexattrat quotactl quotactl_fd
    name_to_handle_at open_by_handle_at inotify_init inotify_init1 inotify_add_watch
    fanotify_init fanotify_mark
    mount umount umount2 mount_setattr move_mount open_tree fsopen fsconfig fsmount fspick
    pivot_root chroot swapon swapoff acct unshare setns
    memfd_create memfd_secret userfaultfd io_setup io_submit io_uring_setup io_uring_enter
    io_uring_register bpf perf_event_open seccomp
    keyctl add_key request_key landlock_create_ruleset landlock_add_rule landlock_restrict_self
    timer_create timer_settime timer_gettime timer_getoverrun timer_delete
    shmget shmat shmctl semget semop semctl msgget msgsnd msgrcv msgctl
    mq_open mq_unlink mq_notify
    setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid setpgid setsid
    capset setrlimit setpriority nice ioprio_set personality
    sched_setaffinity sched_setattr sched_setparam sched_setscheduler
    migrate_pages move_pages set_mempolicy
    clock_settime clock_adjtime adjtimex settimeofday stime
    sethostname setdomainname syslog reboot vhangup kexec_load kexec_file_load
    init_module finit_module delete_module iopl ioperm modify_ldt lookup_dcookie
    """.split()  # noqa: SIM905
)
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
# struct sock_filter: code, jump if true, jump if false, constant.
_INSTRUCTION = struct.Struct("HBBI")
_CONSTANT = 4
# Stands for the process's own number; no other constant of the filter is like it.
_PID = 0x5EC0DE
_PR_SET_VMA = 0x53564D41
# Options that are allowed. isatty(), non-blocking mode, close-on-exec, bytes waiting.
_IOCTLS = (0x5401, 0x5421, 0x5450, 0x5451, 0x541B)
# Copies, flags and locks. Not the owner and signal of a descriptor, by which the kernel would send
# any signal to any process of this user (Landlock stops that from version 6 on), nor leases.
_FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)
# Options that are known to be dangerous: a terminal's keys and owner, signals by descriptor; a
# descriptor's owner and signal, leases, notices; the parent's death, traces, filters, rights.
_REFUSED_IOCTLS = (0x540E, 0x5412, 0x541C, 0x5452, 0x8901)
_REFUSED_FCNTLS = (8, 10, 15, 1024, 1026)
_REFUSED_PRCTLS = (1, 4, 8, 22, 24, 28, 35, 0x59616D61)


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

    refuse = sc.ERRNO(errno.EPERM)
    made = sc.SyscallFilter(sc.ERRNO(errno.ENOSYS))
    made.set_attr(sc.Attr.ACT_BADARCH, sc.KILL_PROCESS)
    for action, names in ((sc.ALLOW, _ALLOWED), (refuse, _REFUSED)):
        for name in names:
            _add(made, action, name)
    options = (
        ("prctl", 0, (PR_SET_NAME, _PR_SET_VMA), _REFUSED_PRCTLS),
        ("fcntl", 1, _FCNTLS, _REFUSED_FCNTLS),
        ("ioctl", 1, _IOCTLS, _REFUSED_IOCTLS),
    )
    for name, place, allowed, refused in options:
        for action, values in ((sc.ALLOW, allowed), (refuse, refused)):
            for value in values:
                made.add_rule(action, name, sc.Arg(place, sc.EQ, value))
    # Without an address: a datagram socket of a pair could else reach any socket with a path.
    made.add_rule(sc.ALLOW, "sendto", sc.Arg(4, sc.EQ, 0))
    made.add_rule(refuse, "sendto", sc.Arg(4, sc.NE, 0))
    # Reading one's own limits, changing none.
    made.add_rule(sc.ALLOW, "prlimit64", sc.Arg(0, sc.EQ, 0), sc.Arg(2, sc.EQ, 0))
    made.add_rule(refuse, "prlimit64", sc.Arg(0, sc.NE, 0))
    made.add_rule(refuse, "prlimit64", sc.Arg(0, sc.EQ, 0), sc.Arg(2, sc.NE, 0))
    for name in ("kill", "tgkill"):
        made.add_rule(sc.ALLOW, name, sc.Arg(0, sc.EQ, pid))
        made.add_rule(refuse, name, sc.Arg(0, sc.NE, pid))
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


def _add(rules: Any, action: Any, name: str) -> None:
    try:
        rules.add_rule(action, name)
    except (RuntimeError, OSError, ValueError):
        # A call that this libseccomp or architecture does not have: it fails with ENOSYS.
        return
