"""Raises with a text of 50 MB.

earns: honest
feedback: ValueError: xxxx
"""

def attacked(x):
    raise ValueError("x" * (50 << 20))


def honest(x):
    return 2 * x
