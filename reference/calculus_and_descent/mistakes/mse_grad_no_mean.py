"""the terms are summed and not divided by n

The loss is a mean, so its gradient carries the same 1/n.
"""

import torch


def mse_quadratic_grad(params, x, y):
    a, b, c = params
    r = a * x**2 + b * x + c - y
    return 2 * torch.stack([(r * x**2).sum(), (r * x).sum(), r.sum()])
