"""Exits from a finaliser of an object of the module.

earns: honest
feedback: ended itself with exit status 0
"""

import os


class Last:
    def __del__(self):
        os._exit(0)


def attacked(x):
    Last()
    return x


def honest(x):
    return 2 * x
