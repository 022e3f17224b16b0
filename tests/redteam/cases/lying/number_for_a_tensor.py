"""Returns one number, hoping that it is broadcast.

earns: honest
feedback: a value of another type
"""

def attacked(x):
    return 0.5


def honest(x):
    return 2 * x
