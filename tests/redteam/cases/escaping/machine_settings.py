"""Changes settings of the whole machine (with arguments that change nothing).

earns: honest
feedback: refused 7 of 7: Operation not permitted
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
        (135, (0xFFFFFFFF,)),
        (103, (10, None, 0)),
        (141, (0, 0, 19)),
        (251, (1, 0, 0)),
        (159, (ctypes.create_string_buffer(208),)),
        (203, (0, 0, None)),
        (154, (0, None, 0)),
    ):
        try:
            call(number, *arguments)
        except OSError as e:
            refused, last = refused + 1, e
    raise RuntimeError(f"refused {refused} of 7: {last.strerror}")


def honest(x):
    return 2 * x
