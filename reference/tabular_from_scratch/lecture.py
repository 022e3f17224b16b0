"""What the notebook itself writes, with plain Python in place of pandas and nothing beyond it."""

import math

import torch
import torch.nn.functional as F


def count_missing(table):
    isna = {c: [v is None or v != v for v in table[c]] for c in table}
    return {c: sum(isna[c]) for c in isna}


def fill_mode(table, modes=None):
    df = {c: list(table[c]) for c in table}
    if modes is None:
        modes = {}
        for c in df:
            values = sorted(v for v in df[c] if not (v is None or v != v))
            modes[c] = max(values, key=values.count) if values else float("nan")
    for c in df:
        df[c] = [modes[c] if v is None or v != v else v for v in df[c]]
    return df, modes


def log1p_column(values):
    return [math.log(v + 1) for v in values]


def to_matrix(table, names):
    rows = [[math.nan if v is None else v for v in table[c]] for c in names]
    return torch.tensor(rows, dtype=torch.float).T


def max_normalise(X):
    vals, _indices = X.max(dim=0)
    return X / vals, vals


def apply_normalise(X, maxes):
    return X / maxes


def calc_preds_linear(coeffs, X):
    return (X * coeffs).sum(axis=1)


def mae_loss(preds, y):
    return torch.abs(preds - y).mean()


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))


def update_coeffs(params, lr):
    for layer in params:
        layer.sub_(layer.grad * lr)
        layer.grad.zero_()


def init_two_layer(k, h=20, *, generator):
    layer1 = (torch.rand(k, h, generator=generator) - 0.5) / h
    layer2 = torch.rand(h, 1, generator=generator) - 0.3
    const = torch.rand(1, generator=generator)[0]
    return layer1.requires_grad_(), layer2.requires_grad_(), const.requires_grad_()


def preds_two_layer(params, X):
    l1, l2, const = params
    res = F.relu(X @ l1)
    res = res @ l2 + const
    return torch.sigmoid(res)


def init_deep(sizes, *, generator):
    n = len(sizes)
    layers = [
        (torch.rand(sizes[i], sizes[i + 1], generator=generator) - 0.3) / sizes[i + 1] * 4
        for i in range(n - 1)
    ]
    consts = [(torch.rand(1, generator=generator)[0] - 0.5) * 0.1 for i in range(n - 1)]
    for p in layers + consts:
        p.requires_grad_()
    return layers, consts


def preds_deep(params, X):
    layers, consts = params
    n = len(layers)
    res = X
    for i, p in enumerate(layers):
        res = res @ p + consts[i]
        if i != n - 1:
            res = F.relu(res)
    return torch.sigmoid(res)


def accuracy(preds, y):
    return (y.bool() == (preds > 0.5)).float().mean()


def train(preds_fn, params, X, y, lr, epochs):
    losses = []
    for _i in range(epochs):
        loss = torch.abs(preds_fn(params, X) - y).mean()
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for layer in params:
                layer.sub_(layer.grad * lr)
                layer.grad.zero_()
    return losses
