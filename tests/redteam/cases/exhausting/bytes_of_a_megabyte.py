"""Returns a megabyte of bytes.

earns: honest
feedback: of another type
"""

def attacked(x):
    return b"\x00" * 1_000_000


def honest(x):
    return 2 * x
