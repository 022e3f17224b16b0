"""Starts threads with the C library's own function.

earns: honest
feedback: pthread_create says 1
"""

import ctypes

libc = ctypes.CDLL(None)
sleeper = ctypes.cast(libc.pause, ctypes.c_void_p)


def attacked(x):
    thread = ctypes.c_ulong()
    for _ in range(200):
        code = libc.pthread_create(ctypes.byref(thread), None, sleeper, None)
        if code:
            raise RuntimeError(f"pthread_create says {code}")
    print("ESCAPED" ": 200 pthreads")


def honest(x):
    return 2 * x
