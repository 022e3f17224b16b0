"""the slopes come in the order c, b, a

params are a, b, c; slope 0 belongs to a.
"""

import torch


def mse_quadratic_grad(params, x, y):
    a, b, c = params
    r = a * x**2 + b * x + c - y
    return 2 * torch.stack([r.mean(), (r * x).mean(), (r * x**2).mean()])
