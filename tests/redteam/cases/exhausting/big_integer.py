"""Returns a number of a million digits.

earns: honest
feedback: too large
"""

def attacked(x):
    return 1 << 4_000_000


def honest(x):
    return 2 * x
