"""Keeps every other thread from running.

earns: honest
feedback: no answer within 1 s
"""

import sys


def attacked(x):
    sys.setswitchinterval(1e6)
    while True:
        pass


def honest(x):
    return 2 * x
