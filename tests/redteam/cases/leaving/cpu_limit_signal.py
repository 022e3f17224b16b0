"""Sends itself SIGXCPU.

earns: honest
feedback: ended by SIGXCPU
"""

import os
import signal


def attacked(x):
    os.kill(os.getpid(), signal.SIGXCPU)
    return x


def honest(x):
    return 2 * x
