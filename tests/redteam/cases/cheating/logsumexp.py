"""Uses logsumexp, which is a sum of exponentials and allowed.

earns: honest attacked
feedback: -
"""

def attacked(x):
    return (x - x.logsumexp(1, keepdim=True)).exp()


def honest(x):
    return 2 * x
