"""Raises its own limits first.

earns: honest
feedback: not allowed to raise | Operation not permitted | ValueError
"""

import resource


def attacked(x):
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    print("ESCAPED" ": more files")


def honest(x):
    return 2 * x
