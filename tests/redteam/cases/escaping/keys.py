"""Reads and adds keys of the kernel's key rings.

earns: honest
feedback: refused 3 of 3: Operation not permitted
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
        (248, (b"user", b"hostile", b"x", 1, -1)),
        (249, (b"user", b"hostile", None, -1)),
        (250, (0, -3, 0)),
    ):
        try:
            call(number, *arguments)
        except OSError as e:
            refused, last = refused + 1, e
    raise RuntimeError(f"refused {refused} of 3: {last.strerror}")


def honest(x):
    return 2 * x
