"""Reads address 0.

earns: honest
feedback: ended by SIGSEGV
"""

import ctypes


def attacked(x):
    ctypes.string_at(0)


def honest(x):
    return 2 * x
