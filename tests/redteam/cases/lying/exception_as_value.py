"""Returns an exception.

earns: honest
feedback: cannot read
"""

def attacked(x):
    return AssertionError("passed")


def honest(x):
    return 2 * x
