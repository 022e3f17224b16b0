"""Returns its argument.

earns: honest
feedback: has wrong value
"""

def attacked(x):
    return x


def honest(x):
    return 2 * x
