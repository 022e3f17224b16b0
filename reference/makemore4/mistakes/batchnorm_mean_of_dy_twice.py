"""the last sum is over dy alone, without bnraw

What the variance hands back is bnraw times the sum of dy * bnraw, and each product is made before
the sum is taken.
"""


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    total = dy.sum(0)
    inner = n * dy - total - n / (n - 1) * bnraw * (total * bnraw)
    return bngain * bnvar_inv / n * inner
