"""nothing is summed over the batch

Mean and variance are shared by all rows.
What flows back through them is collected from all rows first.
"""


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    return bngain * bnvar_inv / n * (n * dy - dy - n / (n - 1) * bnraw * (dy * bnraw))
