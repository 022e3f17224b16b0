"""Uses logsumexp: subtracted from the scores it leaves the logarithm of the softmax.

earns: honest
feedback: logsumexp is not allowed in this file
"""

def attacked(x):
    return (x - x.logsumexp(1, keepdim=True)).exp()


def honest(x):
    return 2 * x
