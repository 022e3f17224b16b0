"""mean and variance are treated as constants

One row moves the mean and the variance of the batch, and through them every row of y.
These two paths are missing.
"""


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    return bngain * bnvar_inv * dy
