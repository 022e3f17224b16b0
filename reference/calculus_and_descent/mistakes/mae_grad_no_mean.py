"""the signs are summed and not divided by n

The loss is a mean, so its gradient carries the same 1/n.
"""

import torch


def mae_quadratic_grad(params, x, y):
    a, b, c = params
    r = a * x**2 + b * x + c - y
    s = r.sign()
    return torch.stack([(s * x**2).sum(), (s * x).sum(), s.sum()])
