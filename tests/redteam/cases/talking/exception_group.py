"""Raises a group of a thousand exceptions.

earns: honest
feedback: an exception of its own | ExceptionGroup
"""

def attacked(x):
    raise ExceptionGroup("::error::\x1b[31m", [ValueError(i) for i in range(1000)])


def honest(x):
    return 2 * x
