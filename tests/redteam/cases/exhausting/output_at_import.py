"""Prints without end while it is imported.

earns: nothing
feedback: printed more than 8 MB
"""

while True:
    print("x" * 100_000)


def honest(x):
    return 2 * x


def attacked(x):
    return x
