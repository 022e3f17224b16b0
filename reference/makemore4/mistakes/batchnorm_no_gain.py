"""bngain is left out

y is bngain * bnraw + bnbias: what comes from above passes bngain first.
"""


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    through_variance = n / (n - 1) * bnraw * (dy * bnraw).sum(0, keepdim=True)
    return bnvar_inv / n * (n * dy - dy.sum(0, keepdim=True) - through_variance)
