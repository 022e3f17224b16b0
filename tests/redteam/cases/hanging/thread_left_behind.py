"""Leaves a thread that is busy forever.

earns: honest
feedback: can't start new thread
"""

import threading


def busy():
    while True:
        pass


def attacked(x):
    threading.Thread(target=busy, daemon=True).start()
    return x


def honest(x):
    return 2 * x
