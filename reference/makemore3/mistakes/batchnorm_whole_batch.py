"""one mean and one variance are taken of all entries

Each unit has its own mean and variance over the batch.
"""

import torch


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    if x.shape[0] < 2:
        raise ValueError
    mean = x.mean()
    var = x.var()
    y = gamma * (x - mean) / torch.sqrt(var + eps) + beta
    return y, mean, var
