"""Takes a lease on a file that others open for writing.

earns: honest
feedback: Operation not permitted
"""

import fcntl

import torch


def attacked(x):
    stream = open(torch.__file__)
    fcntl.fcntl(stream, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    print("ESCAPED" ": a lease is held")


def honest(x):
    return 2 * x
