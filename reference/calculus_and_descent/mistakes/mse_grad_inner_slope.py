"""x^2 is replaced by its own slope 2x

The slope is asked in a, not in x: a x^2 moves by x^2 when a moves by 1.
"""

import torch


def mse_quadratic_grad(params, x, y):
    a, b, c = params
    r = a * x**2 + b * x + c - y
    return 2 * torch.stack([(r * 2 * x).mean(), r.mean(), r.mean()])
