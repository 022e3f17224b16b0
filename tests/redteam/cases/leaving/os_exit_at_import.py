"""Ends the process with status 0 at import.

earns: nothing
feedback: ended itself with exit status 0
"""

import os

os._exit(0)


def honest(x):
    return 2 * x


def attacked(x):
    return x
