"""With numpy wherever no gradient is needed."""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import random

import numpy as np
import torch
from torch.nn import functional as F


def build_dataset(words, block_size=3):
    if not len(words):
        raise ValueError("words is empty")
    rows = []
    for word in words:
        numbers = np.array([0] * block_size + [STOI[ch] for ch in word] + [0])
        rows.append(np.lib.stride_tricks.sliding_window_view(numbers, block_size + 1))
    table = torch.from_numpy(np.concatenate(rows).astype(np.int64))
    return table[:, :-1], table[:, -1]


def split_dataset(words, block_size=3, *, seed=42):
    order = np.arange(len(words)).tolist()
    random.Random(seed).shuffle(order)
    cuts = np.split(np.array(words)[order], [int(0.8 * len(words)), int(0.9 * len(words))])
    return [build_dataset(part.tolist(), block_size) for part in cuts]


def get_batch(X, Y, batch_size, *, generator):
    shares = torch.rand(batch_size, generator=generator, dtype=torch.float64).numpy()
    ix = np.floor(shares * len(X)).astype(np.int64)
    return X[ix], Y[ix]


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    return np.where(step < at * total, lr, lr * factor).item()


def lr_range(lo_exp=-3.0, hi_exp=0.0, *, steps=1000):
    return torch.from_numpy(np.logspace(lo_exp, hi_exp, steps)).float()


def suggest_lr(lrs, losses, window=51):
    lrs, losses = np.asarray(lrs, dtype=np.float64), np.asarray(losses, dtype=np.float64)
    keep = np.isfinite(losses)
    lrs, losses = lrs[keep], losses[keep]
    if len(losses) == 0:
        raise ValueError("nothing is finite")
    half = window // 2
    k = len(losses)
    smooth = [losses[max(i - half, 0) : min(i + half + 1, k)].mean() for i in range(k)]
    return float(lrs[np.argmin(smooth)]) / 10


def evaluate(model, X, Y, chunk=4096):
    means, weights = [], []
    with torch.no_grad():
        for i in range(int(np.ceil(len(X) / chunk))):
            rows = slice(i * chunk, (i + 1) * chunk)
            means.append(F.cross_entropy(model.forward(X[rows]), Y[rows]).numpy())
            weights.append(len(X[rows]))
    return float(np.average(means, weights=weights))


def sample(model, n, block_size=3, *, generator):
    names = []
    while len(names) < n:
        context, name = np.zeros((1, block_size), dtype=np.int64), ""
        while True:
            logits = model.forward(torch.from_numpy(context)).detach().numpy().astype(np.float64)[0]
            probs = np.exp(logits - logits.max())
            at = torch.rand((), generator=generator, dtype=torch.float64).item() * probs.sum()
            ix = int(np.searchsorted(np.cumsum(probs), at, side="right"))
            if ix == 0:
                break
            name += ITOS[ix]
            context = np.roll(context, -1)
            context[0, -1] = ix
        names.append(name)
    return names
