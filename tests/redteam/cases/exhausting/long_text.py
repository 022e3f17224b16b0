"""Returns a text of 30 MB.

earns: honest
feedback: too large
"""

def attacked(x):
    return "x" * (30 << 20)


def honest(x):
    return 2 * x
