"""Waits for the judge's next question itself.

earns: honest
feedback: no answer within 1 s
"""

import os


def attacked(x):
    return os.read(3, 1 << 20)


def honest(x):
    return 2 * x
