"""Prints bytes that are no text.

earns: honest
feedback: has wrong value
"""

import os


def attacked(x):
    os.write(1, bytes(range(256)) * 4 + b"\xff\xfe\xed\xa0\x80\xf8\x88\x80\x80\x80")
    return x


def honest(x):
    return 2 * x
