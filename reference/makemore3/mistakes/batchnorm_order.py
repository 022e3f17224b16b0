"""the three results come in another order: mean, var, y

A tuple is taken apart by position. The docstring's order is y, mean, var.
"""


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mean = x.mean(dim=0, keepdim=True)
    var = x.var(dim=0, keepdim=True)
    return mean, var, gamma * (x - mean) / (var + eps).sqrt() + beta
