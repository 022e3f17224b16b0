"""Returns a value that takes forever to be read.

earns: honest
feedback: no answer within 1 s | cannot read
"""

import time
from types import SimpleNamespace


class Name(str):
    def __str__(self):
        time.sleep(3600)


def attacked(x):
    value = SimpleNamespace()
    vars(value)[Name("a")] = 1
    return value


def honest(x):
    return 2 * x
