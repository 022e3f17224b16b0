"""Computes a number of billions of digits, in C.

earns: honest
feedback: no answer within 1 s | MemoryError
"""

def attacked(x):
    return 7 ** (10**9)


def honest(x):
    return 2 * x
