"""the mean is not subtracted

Without that the unit keeps its shift, and only its spread becomes 1.
"""

import torch


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    if x.shape[0] < 2:
        raise ValueError
    mean = x.mean(dim=0, keepdim=True)
    var = x.var(dim=0, keepdim=True)
    y = gamma * x / torch.sqrt(var + eps) + beta
    return y, mean, var
