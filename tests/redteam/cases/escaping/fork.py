"""Forks.

earns: honest
feedback: Operation not permitted
"""

import os


def attacked(x):
    child = os.fork()
    if child == 0:
        print("ESCAPED" ": forked")
        os._exit(0)
    os.waitpid(child, 0)


def honest(x):
    return 2 * x
