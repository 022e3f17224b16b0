"""Prints without end.

earns: honest
feedback: printed more than 8 MB
"""

def attacked(x):
    while True:
        print("x" * 100_000)


def honest(x):
    return 2 * x
