"""the path through the mean is left out

One row also moves the mean of its column, which is subtracted from every row.
"""


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    through_variance = n / (n - 1) * bnraw * (dy * bnraw).sum(0, keepdim=True)
    return bngain * bnvar_inv / n * (n * dy - through_variance)
