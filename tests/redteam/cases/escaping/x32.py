"""Enters the kernel by x32 numbers.

earns: honest
feedback: ended by SIGSYS | Function not implemented
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
    call(0x40000000 + 39)


def honest(x):
    return 2 * x
