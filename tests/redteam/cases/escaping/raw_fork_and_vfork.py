"""Forks by the raw system calls.

earns: honest
feedback: refused 2 of 2: Operation not permitted
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
    refused = 0
    for number in (57, 58):
        try:
            if call(number) == 0:
                os._exit(0)
        except OSError as e:
            refused, last = refused + 1, e
    raise RuntimeError(f"refused {refused} of 2: {last.strerror}")


def honest(x):
    return 2 * x
