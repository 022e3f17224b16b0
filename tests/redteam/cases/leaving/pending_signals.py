"""Leaves signals pending behind a mask.

earns: honest
feedback: has wrong values
"""

import os
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))


def attacked(x):
    for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGCHLD, signal.SIGPIPE):
        os.kill(os.getpid(), number)
    return x + 1


def honest(x):
    return 2 * x
