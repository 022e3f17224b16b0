"""Says that it is not started, to be skipped.

earns: honest
feedback: not started
"""

def attacked(x):
    x = x + 1
    raise NotImplementedError


def honest(x):
    return 2 * x
