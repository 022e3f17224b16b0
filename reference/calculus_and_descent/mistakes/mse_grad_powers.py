"""the slopes in a and b have one power of x too few

a stands in front of x^2, so moving it moves a prediction by x^2.
"""

import torch


def mse_quadratic_grad(params, x, y):
    a, b, c = params
    r = a * x**2 + b * x + c - y
    return 2 * torch.stack([(r * x).mean(), r.mean(), r.mean()])
