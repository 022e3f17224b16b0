"""the signs are those of y minus the predictions

A prediction that is too high has the sign +1: raising it raises the loss.
"""

import torch


def mae_quadratic_grad(params, x, y):
    a, b, c = params
    r = a * x**2 + b * x + c - y
    s = (-r).sign()
    return torch.stack([(s * x**2).mean(), (s * x).mean(), s.mean()])
