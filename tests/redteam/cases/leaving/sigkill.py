"""Kills itself.

earns: honest
feedback: ended by SIGKILL
"""

import os
import signal


def attacked(x):
    os.kill(os.getpid(), signal.SIGKILL)


def honest(x):
    return 2 * x
