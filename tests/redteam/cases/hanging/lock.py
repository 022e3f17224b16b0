"""Waits for a lock that it holds itself.

earns: honest
feedback: no answer within 1 s
"""

import threading


def attacked(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def honest(x):
    return 2 * x
