"""One number at a time, in Python.

It goes through the numbers one at a time with plain loops, so that every step can be printed
and followed on paper. The solution above says the same in fewer words, and where those are
operations on whole tensors, in a small part of the time.
"""

import math

import torch


def numerical_derivative(f, x, h=1e-5, method="central"):
    """Both places are named first, and one line divides the rise by the distance between them. The
    solution above has one formula for each method.
    """
    if method not in ("forward", "central"):
        raise ValueError("unknown method")
    high = x + h
    low = x - h if method == "central" else x
    return (f(high) - f(low)) / (high - low)


def numerical_gradient(f, params, h=1e-5):
    """The entries are a list of Python, and each place is a new list with one entry moved. The
    solution above adds a tensor that is h in one entry and 0 in all others.
    """
    if not torch.is_floating_point(params):
        raise TypeError("floats, please")
    flat = params.double().flatten().tolist()
    slopes = []
    for i, value in enumerate(flat):
        values = []
        for moved in (value + h, value - h):
            place = [*flat[:i], moved, *flat[i + 1 :]]
            values.append(float(f(torch.tensor(place, dtype=torch.float64).view(params.shape))))
        slopes.append((values[0] - values[1]) / (2 * h))
    return torch.tensor(slopes, dtype=params.dtype).reshape(params.shape)


def make_quad(a, b, c):
    """The terms are bracketed as c + x * (b + x * a), which needs two products and no power. The
    solution above writes the terms one behind the other.
    """

    def f(x):
        return c + x * (b + x * a)

    return f


def mae(preds, targets):
    if tuple(preds.shape) != tuple(targets.shape) or preds.numel() == 0:
        raise ValueError("shapes")
    pairs = list(zip(preds.reshape(-1).tolist(), targets.reshape(-1).tolist(), strict=True))
    return sum(abs(p - t) for p, t in pairs) / len(pairs)


def mse(preds, targets):
    if tuple(preds.shape) != tuple(targets.shape) or preds.numel() == 0:
        raise ValueError("shapes")
    total = 0.0
    for p, t in zip(preds.reshape(-1), targets.reshape(-1), strict=True):
        total = total + (p - t) * (p - t)
    return total / preds.numel()


def mse_quadratic_grad(params, x, y):
    a, b, c = params.tolist()
    da = db = dc = 0.0
    for xi, yi in zip(x.tolist(), y.tolist(), strict=True):
        r = a * xi**2 + b * xi + c - yi
        da += 2 * r * xi**2
        db += 2 * r * xi
        dc += 2 * r
    n = len(x)
    return torch.tensor([da / n, db / n, dc / n], dtype=params.dtype)


def mae_quadratic_grad(params, x, y):
    a, b, c = params
    grad = torch.zeros(3, dtype=params.dtype)
    for xi, yi in zip(x, y, strict=True):
        pred = a * xi**2 + b * xi + c
        if pred > yi:
            sign = 1
        elif pred < yi:
            sign = -1
        else:
            sign = 0
        grad[0] += sign * xi**2
        grad[1] += sign * xi
        grad[2] += sign
    return grad / x.shape[0]


def gradient_descent(grad_fn, start, lr, steps):
    """The history is one tensor, made ahead with a row for each place and filled on the way. The
    solution above keeps a list of places and stacks it at the end.
    """
    history = torch.zeros(steps + 1, len(start), dtype=start.dtype)
    history[0] = start
    for k in range(1, steps + 1):
        history[k] = history[k - 1] - lr * grad_fn(history[k - 1])
    return history[steps], history


def relu(x):
    out = x.clone()
    flat = out.view(-1) if out.is_contiguous() else None
    if flat is None:
        return torch.tensor([[max(v, 0.0) for v in row] for row in x.tolist()], dtype=x.dtype)
    for i in range(flat.numel()):
        if flat[i] < 0:
            flat[i] = 0.0
    return out


def rectified_linear(m, b, x):
    out = torch.zeros_like(x)
    for i, v in enumerate(x.reshape(-1).tolist()):
        out.view(-1)[i] = max(0.0, m * v + b)
    return out


def fit_relu_sum(knots, values):
    slopes, before = [], 0.0
    for i in range(1, len(knots)):
        gap = (knots[i] - knots[i - 1]).item()
        if gap <= 0:
            raise ValueError("the knots must rise")
        steep = (values[i] - values[i - 1]).item() / gap
        slopes.append(steep - before)
        before = steep
    return values[0], torch.tensor(slopes, dtype=values.dtype), knots[:-1].clone()


def relu_sum(bias, slopes, kinks, x):
    out = torch.full_like(x, float(bias))
    for slope, kink in zip(slopes, kinks, strict=True):
        for i in range(len(x)):
            if x[i] > kink:
                out[i] += slope * (x[i] - kink)
    return out


def chain_neuron_grads(a_prev, w, b, y):
    """The slopes share all factors but one, so a loop over the one that differs makes them all.
    The sigmoid is written by tanh, which does not overflow where exp does.
    """
    z = w * a_prev + b
    a = 0.5 * (1 + math.tanh(z / 2))
    slopes = {}
    for name, factor in (("dw", a_prev), ("da_prev", w), ("db", 1)):
        slopes[name] = factor * (a - a**2) * (2 * a - 2 * y)
    return slopes


def dense_sigmoid_mse_grads(x, W, b, Y):
    n, i = x.shape
    o = W.shape[1]
    dW, db, dx = torch.zeros_like(W), torch.zeros_like(b), torch.zeros_like(x)
    for k in range(n):
        for j in range(o):
            z = b[j] + sum(x[k, p] * W[p, j] for p in range(i))
            a = torch.sigmoid(z)
            dz = 2 / n * (a - Y[k, j]) * a * (1 - a)
            db[j] += dz
            for p in range(i):
                dW[p, j] += x[k, p] * dz
                dx[k, p] += W[p, j] * dz
    return [dW, db, dx]
