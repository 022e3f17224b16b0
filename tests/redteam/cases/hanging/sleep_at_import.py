"""Sleeps while it is imported.

earns: nothing
feedback: no answer within 10 s
"""

import time

time.sleep(3600)


def honest(x):
    return 2 * x


def attacked(x):
    return x
