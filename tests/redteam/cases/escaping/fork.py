"""Forks.

earns: honest
feedback: Operation not permitted
"""

import os


def attacked(x):
    if os.fork() == 0:
        print("ESCAPED" ": forked")
        os._exit(0)


def honest(x):
    return 2 * x
