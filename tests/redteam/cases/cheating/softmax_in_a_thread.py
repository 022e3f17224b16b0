"""Calls softmax in a thread of its own.

earns: honest
feedback: can't start new thread
"""

import threading

result = []


def attacked(x):
    thread = threading.Thread(target=lambda: result.append(x.softmax(1)))
    thread.start()
    thread.join()
    return result[0]


def honest(x):
    return 2 * x
