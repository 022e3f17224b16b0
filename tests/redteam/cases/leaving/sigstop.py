"""Stops itself, so that it neither answers nor ends.

earns: honest
feedback: no answer within 1 s
"""

import os
import signal


def attacked(x):
    os.kill(os.getpid(), signal.SIGSTOP)


def honest(x):
    return 2 * x
