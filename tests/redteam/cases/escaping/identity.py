"""Becomes another user, or gets more rights.

earns: honest
feedback: refused 5 of 5: Operation not permitted
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
        (105, (0,)),
        (106, (0,)),
        (117, (0, 0, 0)),
        (116, (0, None)),
        (126, (ctypes.create_string_buffer(8), ctypes.create_string_buffer(24))),
    ):
        try:
            call(number, *arguments)
        except OSError as e:
            refused, last = refused + 1, e
    raise RuntimeError(f"refused {refused} of 5: {last.strerror}")


def honest(x):
    return 2 * x
