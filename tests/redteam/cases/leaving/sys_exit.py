"""Asks Python to exit inside the call.

earns: honest
feedback: asked Python to exit
"""

import sys


def attacked(x):
    sys.exit(0)


def honest(x):
    return 2 * x
