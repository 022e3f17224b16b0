"""Returns a value that takes its child long to write out.

earns: honest
feedback: no answer within 1 s | too large
"""

def attacked(x):
    value = "\ud800" * 1000
    for _ in range(20):
        value = [value] * 10
    return value


def honest(x):
    return 2 * x
