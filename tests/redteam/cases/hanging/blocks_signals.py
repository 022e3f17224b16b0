"""Blocks all signals and waits.

earns: honest
feedback: no answer within 1 s
"""

import signal


def attacked(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        signal.pause()


def honest(x):
    return 2 * x
