"""Returns a tree of lists, each in two others.

earns: honest
feedback: a list of 2
"""

def attacked(x):
    value = []
    for _ in range(11):
        value = [value, value]
    return value


def honest(x):
    return 2 * x
