"""Ends the process from a thread while the call returns.

earns: honest
feedback: can't start new thread
"""

import os
import threading


def attacked(x):
    thread = threading.Thread(target=lambda: os._exit(0))
    thread.start()
    thread.join()
    return x


def honest(x):
    return 2 * x
