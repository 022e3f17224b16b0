"""Catches whatever is raised to stop it.

earns: honest
feedback: no answer within 1 s
"""

import signal


def attacked(x):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def honest(x):
    return 2 * x
