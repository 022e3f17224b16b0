"""Raises the recursion limit and overflows the C stack.

earns: honest
feedback: SIGSEGV | RecursionError
"""

import sys


class Deep:
    def __repr__(self):
        return repr(self)


def attacked(x):
    sys.setrecursionlimit(1 << 30)
    return repr(Deep())


def honest(x):
    return 2 * x
