"""Calls exit(0) of the C library.

earns: honest
feedback: ended itself with exit status 0 | no answer within 1 s
"""

import ctypes


def attacked(x):
    ctypes.CDLL(None).exit(0)


def honest(x):
    return 2 * x
