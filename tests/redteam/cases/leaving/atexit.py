"""Registers an exit handler that rewrites the exit status, then exits.

earns: honest
feedback: asked Python to exit
"""

import atexit
import os
import sys

atexit.register(lambda: os._exit(0))


def attacked(x):
    sys.exit(1)


def honest(x):
    return 2 * x
