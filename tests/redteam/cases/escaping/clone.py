"""Clones itself with flags that make a process, a namespace, or both.

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
    for flags in (17, 0x10000000 | 17, 0x40000000 | 17, 0x20000 | 17, 0x100 | 17, 0x4000 | 0x100 | 17):
        try:
            if call(56, flags, None, None, None, None) == 0:
                os._exit(0)
        except OSError as e:
            refused, last = refused + 1, e
    raise RuntimeError(f"refused {refused} of 6: {last.strerror}")


def honest(x):
    return 2 * x
