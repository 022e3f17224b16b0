"""Starts a pool of processes.

earns: honest
feedback: PermissionError | Operation not permitted
"""

import multiprocessing


def attacked(x):
    process = multiprocessing.get_context("fork").Process(target=print, args=("ESCAPED" ":",))
    process.start()
    return x


def honest(x):
    return 2 * x
