"""Raises an exception whose text takes forever.

earns: honest
feedback: no answer within 1 s
"""

import time


class Slow(Exception):
    def __str__(self):
        time.sleep(3600)


def attacked(x):
    raise Slow


def honest(x):
    return 2 * x
