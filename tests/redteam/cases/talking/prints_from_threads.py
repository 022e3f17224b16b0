"""Prints from threads while other checks run.

earns: honest
feedback: has wrong value
"""

import threading
import time


def chatter():
    while True:
        print("::error::from a thread\x1b[31m", flush=True)
        time.sleep(0.005)


threading.Thread(target=chatter, daemon=True).start()


def attacked(x):
    return x


def honest(x):
    return 2 * x
