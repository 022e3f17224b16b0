"""the slopes of the absolute error stand in the order c, b, a

params are a, b, c; slope 0 belongs to a.
"""

import torch


def mae_quadratic_grad(params, x, y):
    a, b, c = params
    r = a * x**2 + b * x + c - y
    s = r.sign()
    return torch.stack([s.mean(), (s * x).mean(), (s * x**2).mean()])
