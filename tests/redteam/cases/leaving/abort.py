"""Aborts.

earns: honest
feedback: ended by SIGABRT
"""

import os


def attacked(x):
    os.abort()


def honest(x):
    return 2 * x
