"""Asks for all memory while it is imported.

earns: nothing
feedback: does not import: MemoryError
"""

kept = [bytearray(1 << 40)]


def attacked(x):
    return x


def honest(x):
    return 2 * x
