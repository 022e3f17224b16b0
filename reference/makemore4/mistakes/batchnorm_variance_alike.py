"""the path through the variance reaches each row alike

What comes through the variance reaches a row in proportion to its own bnraw.
"""


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    through = n / (n - 1) * (dy * bnraw).sum(0, keepdim=True)
    return bngain * bnvar_inv / n * (n * dy - dy.sum(0, keepdim=True) - through)
