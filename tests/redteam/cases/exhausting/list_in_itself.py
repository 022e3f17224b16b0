"""Returns a list that contains itself.

earns: honest
feedback: cannot read
"""

def attacked(x):
    value = []
    value.append(value)
    return value


def honest(x):
    return 2 * x
