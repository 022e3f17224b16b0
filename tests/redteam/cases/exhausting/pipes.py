"""Fills pipes with data that nobody reads.

earns: honest
feedback: Too many open files
"""

import os


def attacked(x):
    while True:
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try:
            os.write(writer, bytes(1 << 20))
        except BlockingIOError:
            pass


def honest(x):
    return 2 * x
