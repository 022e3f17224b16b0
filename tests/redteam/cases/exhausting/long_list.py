"""Returns a list of millions of numbers.

earns: honest
feedback: too large | no answer within 1 s
"""

def attacked(x):
    return [0] * 3_000_000


def honest(x):
    return 2 * x
