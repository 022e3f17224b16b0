"""Fills memory with a list.

earns: honest
feedback: MemoryError | no answer within 1 s
"""

def attacked(x):
    kept = []
    while True:
        kept.append(bytearray(64 << 20))


def honest(x):
    return 2 * x
