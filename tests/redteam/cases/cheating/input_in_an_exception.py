"""Raises an exception that carries the whole input.

earns: honest
feedback: ValueError
"""

def attacked(x):
    raise ValueError(str(x.tolist()))


def honest(x):
    return 2 * x
