"""Python loops over rows and columns, numbers by .item().

It goes through the numbers one at a time with plain loops, so that every step can be printed
and followed on paper. The solution above says the same in fewer words, and where those are
operations on whole tensors, in a small part of the time.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import math

import torch


def expected_initial_loss(vocab):
    if vocab < 1:
        raise ValueError(f"{vocab} letters")
    chance = 1.0 / vocab
    total = 0.0
    for _letter in range(vocab):
        total += chance * -math.log(chance)
    return total


def saturation_fraction(h, thr=0.97):
    count = 0
    values = h.flatten()
    limit = torch.tensor(thr, dtype=h.dtype).item()
    for value in values:
        if value.item() > limit or value.item() < -limit:
            count += 1
    return count / len(values)


def dead_units(h, thr=0.99):
    n, H = h.shape
    dead = torch.zeros(H, dtype=torch.bool)
    for unit in range(H):
        alive = [i for i in range(n) if abs(h[i, unit].item()) <= thr]
        dead[unit] = len(alive) == 0
    return dead


def _mean_and_std(values):
    values = values.flatten().tolist()
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))


def activation_stats(layers):
    stats = []
    for layer in layers:
        mean, std = _mean_and_std(layer.out)
        percent = 100 * sum(abs(v) > 0.97 for v in layer.out.flatten().tolist())
        percent /= layer.out.numel()
        stats.append({"mean": mean, "std": std, "saturated": percent})
    return stats


def gradient_stats(layers):
    return [dict(zip(("mean", "std"), _mean_and_std(x.out.grad), strict=True)) for x in layers]


def weight_grad_stats(params):
    stats = []
    for p in params:
        if p.dim() != 2:
            continue
        mean, std = _mean_and_std(p.grad)
        _, below = _mean_and_std(p.data)
        stats.append({"shape": list(p.shape), "mean": mean, "std": std, "ratio": std / below})
    return stats


def update_ratio(params, lr):
    result = []
    for p in params:
        _, above = _mean_and_std(p.grad)
        _, below = _mean_and_std(p.data)
        result.append(math.log10(lr * above / below) if below > 0 else math.inf)
    return result


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    n, d = x.shape
    if n == 1:
        raise ValueError("n is 1")
    y, mean, var = torch.zeros_like(x), torch.zeros_like(gamma), torch.zeros_like(gamma)
    for j in range(d):
        column = [x[i, j].item() for i in range(n)]
        mu = sum(column) / n
        sigma2 = sum((v - mu) ** 2 for v in column) / (n - 1)
        mean[0, j], var[0, j] = mu, sigma2
        for i in range(n):
            y[i, j] = gamma[0, j] * ((column[i] - mu) / math.sqrt(sigma2 + eps)) + beta[0, j]
    return y, mean, var


def batchnorm_equation_terms(x, gamma=1.0, *, beta=0.0, eps=0.0):
    mu = 0.0
    for value in x:
        mu += value / len(x)
    sigma2 = 0.0
    for value in x:
        sigma2 += (value - mu) ** 2
    sigma2 /= len(x) - 1
    xhat, y = [], []
    for value in x:
        xhat.append((value - mu) / math.sqrt(sigma2 + eps))
        y.append(gamma * xhat[-1] + beta)
    return {"y": y, "xhat": xhat, "sigma2": sigma2, "mu": mu}


def fold_batchnorm(W, b, gamma, beta, mean, var, eps=1e-5):
    W2, b2 = torch.empty(W.shape), torch.empty(W.shape[1])
    for j in range(W.shape[1]):
        factor = gamma[j].item() / math.sqrt(var[j].item() + eps)
        for i in range(W.shape[0]):
            W2[i, j] = W[i, j] * factor
        bias = b[j].item() if b is not None else 0.0
        b2[j] = (bias - mean[j].item()) * factor + beta[j].item()
    return W2, b2


def zero_init_report(model, X, Y):
    params = {}
    for name, p in model.items():
        params[name] = p.detach().clone()
        params[name].requires_grad = True
    logits = forward(params, X)
    loss = 0
    for i in range(len(Y)):
        loss = loss - torch.log_softmax(logits[i], dim=0)[Y[i]] / len(Y)
    loss.backward()
    report = {}
    for name in params:
        report[name] = False
        for value in params[name].grad.flatten().tolist():
            if value != 0:
                report[name] = True
    return report
