"""Holds all the memory that it can have while it answers.

earns: honest
feedback: has wrong values | no answer within 1 s | MemoryError
"""

kept = []


def attacked(x):
    try:
        while True:
            kept.append(bytearray(64 << 20))
    except MemoryError:
        kept.pop()
    y = x + 1
    kept.clear()
    return y


def honest(x):
    return 2 * x
