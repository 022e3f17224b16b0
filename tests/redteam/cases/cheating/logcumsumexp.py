"""Takes the last of the cumulated sums of exponentials.

earns: honest
feedback: is not allowed in this file
"""

def attacked(x):
    return (x - x.logcumsumexp(1)[:, -1:]).exp()


def honest(x):
    return 2 * x
