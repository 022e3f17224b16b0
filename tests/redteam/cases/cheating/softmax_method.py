"""Calls the tensor's own softmax.

earns: honest
feedback: is not allowed in this file
"""

def attacked(x):
    return x.softmax(-1)


def honest(x):
    return 2 * x
