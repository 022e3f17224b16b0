"""Takes nearly the whole time of every call.

earns: honest
feedback: has wrong value
"""

import time


def attacked(x):
    time.sleep(0.5)
    return x


def honest(x):
    return 2 * x
