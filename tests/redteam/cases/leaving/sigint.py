"""Sends itself what ctrl-C sends, to interrupt the judge.

earns: honest
feedback: KeyboardInterrupt | ended by SIGINT
"""

import os
import signal


def attacked(x):
    os.kill(os.getpid(), signal.SIGINT)
    return x


def honest(x):
    return 2 * x
