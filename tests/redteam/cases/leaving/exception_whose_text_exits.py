"""Raises an exception whose text exits.

earns: honest
feedback: ended itself with exit status | its text cannot be shown
"""

import sys


class Odd(Exception):
    def __str__(self):
        sys.exit(0)


def attacked(x):
    raise Odd


def honest(x):
    return 2 * x
