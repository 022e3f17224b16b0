"""numpy inside, and its names."""

import numpy as np
import torch


def numerical_gradient(f, params, h=1e-5):
    if params.dtype not in (torch.float32, torch.float64):
        raise TypeError("float32 or float64")
    place = params.numpy().astype(np.float64)
    grad = np.empty_like(place)
    for index in np.ndindex(*place.shape):
        up, down = place.copy(), place.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(torch.from_numpy(up)) - f(torch.from_numpy(down))) / (2 * h)
    return torch.tensor(grad, dtype=params.dtype)


def mae(preds, targets):
    p, t = preds.numpy(), targets.numpy()
    if p.shape != t.shape or p.size == 0:
        raise ValueError("shapes")
    return np.mean(np.abs(p - t))


def mse(preds, targets):
    p, t = preds.numpy(), targets.numpy()
    if p.shape != t.shape or p.size == 0:
        raise ValueError("shapes")
    return float(np.mean(np.square(p - t)))


def mse_quadratic_grad(params, x, y):
    a, b, c = params.numpy()
    xs = x.numpy()
    r = np.polyval([a, b, c], xs) - y.numpy()
    grad = 2 * np.array([np.mean(r * xs**2), np.mean(r * xs), np.mean(r)])
    return torch.from_numpy(grad.astype(xs.dtype))


def mae_quadratic_grad(params, x, y):
    a, b, c = params.numpy()
    xs = x.numpy()
    s = np.sign(a * xs * xs + b * xs + c - y.numpy())
    return torch.from_numpy((np.vander(xs, 3).T @ s) / xs.size).to(x.dtype)


def gradient_descent(grad_fn, start, lr, steps):
    history = np.zeros((steps + 1, start.shape[0]), dtype=start.numpy().dtype)
    history[0] = start.numpy()
    for k in range(steps):
        history[k + 1] = history[k] - lr * grad_fn(torch.from_numpy(history[k].copy())).numpy()
    return torch.from_numpy(history[-1].copy()), torch.from_numpy(history)


def relu(x):
    return torch.from_numpy(np.asarray(np.maximum(x.numpy(), 0)))


def fit_relu_sum(knots, values):
    k, v = knots.numpy(), values.numpy()
    if not np.all(np.diff(k) > 0):
        raise ValueError("knots")
    steep = np.diff(v) / np.diff(k)
    slopes = np.concatenate([steep[:1], np.diff(steep)])
    return float(v[0]), torch.from_numpy(slopes), knots[:-1]


def relu_sum(bias, slopes, kinks, x):
    hinges = np.maximum(np.subtract.outer(x.numpy(), kinks.numpy()), 0)
    return torch.from_numpy(hinges.dot(slopes.numpy()) + np.asarray(bias, dtype=hinges.dtype))


def dense_sigmoid_mse_grads(x, W, b, Y):
    X, w, t = x.numpy(), W.numpy(), Y.numpy()
    A = 1 / (1 + np.exp(-(X @ w + b.numpy())))
    dZ = 2 / len(X) * (A - t) * A * (1 - A)
    grads = (X.T @ dZ, dZ.sum(axis=0), dZ @ w.T)
    return tuple(torch.from_numpy(np.ascontiguousarray(g.astype(X.dtype))) for g in grads)
