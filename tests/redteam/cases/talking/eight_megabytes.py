"""Prints 7 MB and raises 8 MB.

earns: honest
feedback: xxxxxxxx
"""

def attacked(x):
    print("y" * (7 << 20) if x.shape == (2, 2) else "")
    raise ValueError("x" * (8 << 20))


def honest(x):
    return 2 * x
