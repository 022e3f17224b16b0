"""Calls softmax in float64 and converts.

earns: honest
feedback: is not allowed in this file
"""

def attacked(x):
    return x.double().softmax(1).float()


def honest(x):
    return 2 * x
