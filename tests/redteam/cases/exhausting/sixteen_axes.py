"""Returns few entries along sixteen axes.

earns: honest
feedback: 16 axes where 2 are expected
"""

def attacked(x):
    return x.sum().expand((2,) * 16)


def honest(x):
    return 2 * x
