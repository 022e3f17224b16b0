"""Loads a library from a folder that it may not read.

earns: honest
feedback: cannot open shared object file | OSError
"""

import ctypes


def attacked(x):
    ctypes.CDLL("@CANARY@/library.so")
    print("ESCAPED" ": loaded")


def honest(x):
    return 2 * x
