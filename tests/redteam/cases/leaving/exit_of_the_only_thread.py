"""Ends the main thread by the system call exit, not the process.

earns: honest
feedback: ended itself with exit status 0
"""

import ctypes


def attacked(x):
    ctypes.CDLL(None).syscall(60, 0)


def honest(x):
    return 2 * x
