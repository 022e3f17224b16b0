"""Starts threads that take next to no memory.

earns: honest
feedback: can't start new thread
"""

import threading
import time

threading.stack_size(32768)


def attacked(x):
    for _ in range(200):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    print("ESCAPED" ": 200 threads")


def honest(x):
    return 2 * x
