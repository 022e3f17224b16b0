"""Prints from the handler of a timer while other checks run.

earns: honest
feedback: has wrong value
"""

import signal


def chatter(number, frame):
    print("::error::from a timer\x1b[31m", flush=True)


signal.signal(signal.SIGALRM, chatter)
signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)


def attacked(x):
    return x


def honest(x):
    return 2 * x
