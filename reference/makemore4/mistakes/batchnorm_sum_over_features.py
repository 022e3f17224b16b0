"""the sums run over the columns, not over the batch

Each column has its own mean and variance, taken over the rows.
"""


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    through_mean = dy.sum(1, keepdim=True)
    through_variance = n / (n - 1) * bnraw * (dy * bnraw).sum(1, keepdim=True)
    return bngain * bnvar_inv / n * (n * dy - through_mean - through_variance)
