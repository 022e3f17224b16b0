"""the errors are y minus the predictions

The slope of the error in a is +x^2 for predictions minus y. The other way round the inner slope
is negative, and the minus belongs to it.
"""

import torch


def mse_quadratic_grad(params, x, y):
    a, b, c = params
    r = y - (a * x**2 + b * x + c)
    return 2 * torch.stack([(r * x**2).mean(), (r * x).mean(), r.mean()])
