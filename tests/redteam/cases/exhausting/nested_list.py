"""Returns lists nested 100,000 deep.

earns: honest
feedback: cannot read
"""

def attacked(x):
    value = []
    for _ in range(100_000):
        value = [value]
    return value


def honest(x):
    return 2 * x
