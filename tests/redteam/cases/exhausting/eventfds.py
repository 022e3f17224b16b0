"""Makes events without end.

earns: honest
feedback: Too many open files
"""

import os


def attacked(x):
    while True:
        os.eventfd(1)


def honest(x):
    return 2 * x
