"""an error of 0 counts as +1

At the kink the slope is 0 by agreement, so that a point that is hit pulls nowhere. r >= 0 has
two answers only.
"""

import torch


def mae_quadratic_grad(params, x, y):
    a, b, c = params
    r = a * x**2 + b * x + c - y
    s = torch.where(r >= 0, torch.ones_like(r), -torch.ones_like(r))
    return torch.stack([(s * x**2).mean(), (s * x).mean(), s.mean()])
