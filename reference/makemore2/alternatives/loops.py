"""Python loops over rows, positions and parameters."""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import copy
import math

import torch
import torch.nn.functional as F


def build_dataset(words, block_size=3):
    if words == []:
        raise ValueError
    N = sum(len(w) + 1 for w in words)
    X = torch.zeros((N, block_size), dtype=torch.int64)
    Y = torch.zeros(N, dtype=torch.int64)
    row = 0
    for w in words:
        for i in range(len(w) + 1):
            for j in range(block_size):
                k = i - block_size + j
                if k >= 0:
                    X[row, j] = STOI[w[k]]
            Y[row] = STOI[w[i]] if i < len(w) else 0
            row += 1
    return X, Y


def embed(C, X):
    rows = []
    for i in range(X.shape[0]):
        parts = []
        for j in range(X.shape[1]):
            parts.append(C[X[i, j]])
        rows.append(torch.cat(parts))
    return torch.stack(rows)


def cross_entropy(logits, y):
    total = 0
    for row, answer in zip(logits, y, strict=True):
        biggest = row.max().item()
        total = total + (torch.log(torch.exp(row - biggest).sum()) - (row[answer] - biggest))
    return total / len(logits)


def get_batch(X, Y, batch_size, *, generator):
    Xb, Yb = [], []
    for _ in range(batch_size):
        i = torch.randint(len(X), (1,), generator=generator).item()
        Xb.append(X[i])
        Yb.append(Y[i])
    return torch.stack(Xb), torch.stack(Yb)


def sgd_step(params, lr):
    with torch.no_grad():
        for i in range(len(params)):
            if params[i].grad is None:
                continue
            params[i][...] = params[i] - params[i].grad * lr


def zero_grads(params):
    for p in params:
        if p.grad is not None:
            p.grad.zero_()


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    if step >= at * total:
        return lr * factor
    return lr


def lr_range(lo_exp=-3.0, hi_exp=0.0, *, steps=1000):
    rates = []
    for i in range(steps):
        rates.append(10 ** (lo_exp + i * (hi_exp - lo_exp) / (steps - 1)))
    return torch.tensor(rates)


def lr_find(model, X, Y, lrs, batch_size=32, *, generator):
    trial = copy.deepcopy(model)
    losses = []
    for lr in lrs:
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        loss = F.cross_entropy(trial.forward(Xb), Yb)
        loss.backward()
        sgd_step(trial.parameters(), lr)
        zero_grads(trial.parameters())
        losses.append(float(loss))
    return lrs, losses


def suggest_lr(lrs, losses, window=51):
    good_lrs, good = [], []
    for i in range(len(losses)):
        if not math.isnan(losses[i]) and not math.isinf(losses[i]):
            good_lrs.append(lrs[i])
            good.append(losses[i])
    if not good:
        raise ValueError("all losses are inf or nan")
    best, best_lr = None, None
    for i in range(len(good)):
        total, count = 0.0, 0
        for j in range(i - window // 2, i + window // 2 + 1):
            if 0 <= j < len(good):
                total += good[j]
                count += 1
        if best is None or total / count < best:
            best, best_lr = total / count, good_lrs[i]
    return best_lr / 10


def train(model, splits, steps, batch_size=32, *, schedule, generator):
    losses = []
    params = model.parameters()
    X, Y = splits[0]
    for step in range(steps):
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        loss = F.cross_entropy(model.forward(Xb), Yb)
        loss.backward()
        sgd_step(params, schedule(step))
        zero_grads(params)
        losses.append(float(loss))
    return losses


def evaluate(model, X, Y, chunk=4096):
    total, count, start = 0.0, 0, 0
    while start < len(X):
        with torch.no_grad():
            logits = model.forward(X[start : start + chunk])
            losses = F.cross_entropy(logits, Y[start : start + chunk], reduction="none")
        for loss in losses.tolist():
            total += loss
            count += 1
        start += chunk
    return total / count
