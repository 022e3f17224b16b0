"""Is ended by a timer of its own.

earns: honest
feedback: ended by SIGALRM
"""

import signal


def attacked(x):
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    signal.pause()


def honest(x):
    return 2 * x
