"""the rows of X play no part

A coefficient moves the prediction by as much as the entry of its column.
"""

import torch


def linear_mae_grad(coeffs, X, y):
    return torch.ones_like(coeffs) * (X @ coeffs - y).sign().mean()
