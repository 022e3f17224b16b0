"""the variance is returned with eps added

eps belongs to the division only. The variance of the batch is the one without it.
"""

import torch


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    if x.shape[0] < 2:
        raise ValueError
    mean = x.mean(dim=0, keepdim=True)
    var = x.var(dim=0, keepdim=True) + eps
    y = gamma * (x - mean) / torch.sqrt(var) + beta
    return y, mean, var
