"""Raises with thousands of causes and arguments of megabytes.

earns: honest
feedback: KeyError
"""

def attacked(x):
    error = None
    for i in range(5000):
        made = KeyError("y" * 1000, i)
        made.__cause__ = error
        error = made
    raise error


def honest(x):
    return 2 * x
