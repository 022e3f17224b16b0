"""the 2 of the square is missing

The slope of r squared is 2r.
"""

import torch


def mse_quadratic_grad(params, x, y):
    a, b, c = params
    r = a * x**2 + b * x + c - y
    return torch.stack([(r * x**2).mean(), (r * x).mean(), r.mean()])
