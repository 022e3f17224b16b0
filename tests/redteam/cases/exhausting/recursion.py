"""Recurses without end.

earns: honest
feedback: RecursionError
"""

def attacked(x):
    return attacked(x)


def honest(x):
    return 2 * x
