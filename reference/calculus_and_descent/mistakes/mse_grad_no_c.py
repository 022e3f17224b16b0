"""the predictions leave c out

a x^2 + b x + c: the error of a point depends on all three.
"""

import torch


def mse_quadratic_grad(params, x, y):
    a, b, _c = params
    r = a * x**2 + b * x - y
    return 2 * torch.stack([(r * x**2).mean(), (r * x).mean(), r.mean()])
