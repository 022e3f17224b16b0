"""Prints single bytes for as long as it may.

earns: honest
feedback: no answer within 1 s | printed more than
"""

import os


def attacked(x):
    while True:
        os.write(1, b".")


def honest(x):
    return 2 * x
