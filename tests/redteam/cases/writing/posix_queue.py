"""Leaves a POSIX message queue behind.

earns: honest
feedback: Operation not permitted | Function not implemented
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    print("ESCAPED" f": system call {number} gave {result}")
    return result


def attacked(x):
    call(240, b"hostile", 0o102, 0o666, None)


def honest(x):
    return 2 * x
