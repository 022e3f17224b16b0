"""Returns True.

earns: honest
feedback: a value of another type
"""

def attacked(x):
    return True


def honest(x):
    return 2 * x
