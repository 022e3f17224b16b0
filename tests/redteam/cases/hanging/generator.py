"""Consumes an endless generator.

earns: honest
feedback: no answer within 1 s | MemoryError
"""

import itertools


def attacked(x):
    return sum(itertools.count())


def honest(x):
    return 2 * x
