"""Runs a program from memory.

earns: honest
feedback: Operation not permitted
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
    call(319, b"hostile", 0)


def honest(x):
    return 2 * x
