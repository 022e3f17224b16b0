"""In place, on clones; with everything put back."""

from itertools import pairwise

import torch


def numerical_gradient(f, params, h=1e-5):
    if not params.dtype.is_floating_point:
        raise TypeError("integer params")
    p = params.detach().clone().to(torch.float64)
    grad = torch.zeros(p.shape, dtype=torch.float64)
    for index in torch.cartesian_prod(*[torch.arange(s) for s in p.shape]).reshape(-1, p.dim()):
        at = tuple(index.tolist())
        old = p[at].item()
        p[at] = old + h
        up = f(p)
        p[at] = old - h
        down = f(p)
        p[at] = old
        grad[at] = (up - down) / (2 * h)
    return grad.to(dtype=params.dtype)


def mse_quadratic_grad(params, x, y):
    r = x.clone().pow_(2).mul_(params[0]).add_(params[1] * x).add_(params[2]).sub_(y)
    grad = torch.empty_like(params)
    grad[0] = (r * x * x).sum()
    grad[1] = (r * x).sum()
    grad[2] = r.sum()
    grad *= 2
    grad /= len(x)
    return grad


def gradient_descent(grad_fn, start, lr, steps):
    p = start.detach().clone()
    rows = [p.tolist()]
    for _ in range(steps):
        p -= lr * grad_fn(p)
        rows.append(p.tolist())
    return p, torch.tensor(rows, dtype=start.dtype)


def relu(x):
    y = x.clone()
    y[y < 0] = 0
    return y


def fit_relu_sum(knots, values):
    if any(b <= a for a, b in pairwise(knots)):
        raise ValueError("knots out of order")
    slopes = torch.diff(values) / torch.diff(knots)
    for i in reversed(range(1, len(slopes))):
        slopes[i] -= slopes[i - 1].clone()
    return [values[0].clone(), slopes, knots[:-1]]


def dense_sigmoid_mse_grads(x, W, b, Y):
    A = torch.sigmoid(x @ W + b)
    dZ = A - Y
    dZ *= 2
    dZ *= A
    dZ *= 1 - A
    dZ /= x.shape[0]
    return x.t().mm(dZ), torch.sum(dZ, dim=0), torch.mm(dZ, W.t())
