"""the path through the variance is left out

One row also moves the variance of its column, and so the scale of every row.
"""


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    return bngain * bnvar_inv / n * (n * dy - dy.sum(0, keepdim=True))
