"""the variance is divided by, not its root

Divided by the variance, a unit with standard deviation 10 would end at 0.1, not at 1.
"""


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    if x.shape[0] < 2:
        raise ValueError
    mean = x.mean(dim=0, keepdim=True)
    var = x.var(dim=0, keepdim=True)
    y = gamma * (x - mean) / (var + eps) + beta
    return y, mean, var
