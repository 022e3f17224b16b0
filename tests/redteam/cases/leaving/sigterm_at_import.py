"""Sends itself SIGTERM while it is imported.

earns: nothing
feedback: ended by SIGTERM
"""

import os
import signal

os.kill(os.getpid(), signal.SIGTERM)


def honest(x):
    return 2 * x


def attacked(x):
    return x
