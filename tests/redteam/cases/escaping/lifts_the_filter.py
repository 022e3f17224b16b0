"""Tries to replace or lift the filter and the rules.

earns: honest
feedback: refused 6 of 6: Operation not permitted
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
    for number, arguments in (
        (317, (0, 0, None)),
        (317, (1, 0, None)),
        (157, (22, 1, 0, 0, 0)),
        (157, (38, 0, 0, 0, 0)),
        (444, (None, 0, 1)),
        (446, (3, 0)),
    ):
        try:
            call(number, *arguments)
        except OSError as e:
            refused, last = refused + 1, e
    raise RuntimeError(f"refused {refused} of 6: {last.strerror}")


def honest(x):
    return 2 * x
