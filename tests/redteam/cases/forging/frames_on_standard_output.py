"""Writes frames to the output pipe instead.

earns: honest
feedback: has wrong value
"""

import os

from grader.sandbox import codec, wire


def attacked(x):
    os.write(1, wire.frame(codec.pack({"id": 1, "value": x, "mutated": []})))
    return x


def honest(x):
    return 2 * x
