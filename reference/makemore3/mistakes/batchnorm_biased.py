"""the variance is taken with n, not with n - 1

The lecture divides by n - 1, as torch.var does without further arguments.
"""

import torch


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    if x.shape[0] < 2:
        raise ValueError
    mean = x.mean(dim=0, keepdim=True)
    var = x.var(dim=0, keepdim=True, unbiased=False)
    y = gamma * (x - mean) / torch.sqrt(var + eps) + beta
    return y, mean, var
