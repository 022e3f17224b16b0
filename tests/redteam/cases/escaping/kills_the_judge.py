"""Sends signals to its parents, to its group and to everyone.

earns: honest
feedback: refused 5 of 5: Operation not permitted
"""

import os


def attacked(x):
    refused = 0
    for pid in (os.getppid(), int("@JUDGE@"), 0, 1, os.getppid() + 1):
        try:
            os.kill(pid, 0)
            print("ESCAPED" f": may signal {pid}")
        except OSError as e:
            refused, last = refused + 1, e
    raise RuntimeError(f"refused {refused} of 5: {last.strerror}")


def honest(x):
    return 2 * x
