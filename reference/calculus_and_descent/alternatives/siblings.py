"""Made of the functions of the other files, and of torch's own losses."""

import torch
from torch.nn import functional as F


def mae(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return F.l1_loss(preds, targets)


def mse(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return F.mse_loss(preds, targets)


def mse_quadratic_grad(params, x, y):
    from exercises.calculus_and_descent.losses import quad

    a, b, c = params
    error = quad(a, b, c, x) - y
    return torch.tensor([2 * (error * x**k).mean() for k in (2, 1, 0)], dtype=params.dtype)


def mae_quadratic_grad(params, x, y):
    from exercises.calculus_and_descent.losses import make_quad

    f = make_quad(*params.tolist())
    s = torch.sgn(f(x) - y)
    return torch.cat([(s * x**2).mean()[None], (s * x).mean()[None], s.mean()[None]])


def relu(x):
    return F.relu(x)


def rectified_linear(m, b, x):
    from exercises.calculus_and_descent.losses import quad

    return torch.maximum(quad(0, m, b, x), torch.tensor(0.0, dtype=x.dtype))


def relu_sum(bias, slopes, kinks, x):
    total = bias
    for slope, kink in zip(slopes.tolist(), kinks.tolist(), strict=True):
        total = total + slope * rectified_linear(1.0, -kink, x)
    return total


def chain_neuron_grads(a_prev, w, b, y):
    a = torch.sigmoid(torch.tensor(w * a_prev + b))  # float32
    d = 2 * (a - y) * a * (1 - a)
    return {"dw": d * a_prev, "db": d, "da_prev": d * w}
