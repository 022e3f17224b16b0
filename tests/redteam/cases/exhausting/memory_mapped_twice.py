"""Fills shared memory, which is not counted as data.

earns: honest
feedback: Cannot allocate memory | no answer within 1 s
"""

import mmap

kept = []


def attacked(x):
    while True:
        kept.append(mmap.mmap(-1, 1 << 30))


def honest(x):
    return 2 * x
