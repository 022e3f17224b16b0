"""Loops forever while it is imported.

earns: nothing
feedback: no answer within 10 s
"""

while True:
    pass


def honest(x):
    return 2 * x


def attacked(x):
    return x
