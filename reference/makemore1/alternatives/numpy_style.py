"""numpy inside, and its names: keepdims, axis, add.at."""

import numpy as np
import torch


def _numbers(words, marks):
    rows = []
    for w in words:
        codes = np.array([ord(c) - 96 for c in w], dtype=np.int64)
        if len(codes) and (codes.min() < 1 or codes.max() > 26):
            raise ValueError(f"not a to z: {w}")
        rows.append(np.concatenate([np.zeros(marks, dtype=np.int64), codes, [0]]))
    return rows


def bigram_counts(words):
    if len(words) < 1:
        raise ValueError("no words")
    N = np.zeros((27, 27), dtype=np.int64)
    for row in _numbers(words, 1):
        np.add.at(N, (row[:-1], row[1:]), 1)
    return torch.from_numpy(N)


def normalise_rows(N, smoothing=1.0):
    a = N.numpy().astype(np.float64) + smoothing
    sums = a.sum(axis=1, keepdims=True)
    p = np.divide(a, sums, out=np.full_like(a, 1 / a.shape[1]), where=sums > 0)
    return torch.tensor(p, dtype=torch.float64 if N.dtype == torch.float64 else torch.float32)


def nll(P, words):
    if not words:
        raise ValueError("no words")
    rows = _numbers(words, 1)
    first = np.concatenate([r[:-1] for r in rows])
    second = np.concatenate([r[1:] for r in rows])
    with np.errstate(divide="ignore"):
        return -np.log(P.numpy()[first, second]).mean()


def bigram_dataset(words):
    rows = _numbers(words, 1)
    xs = np.concatenate([r[:-1] for r in rows])
    ys = np.concatenate([r[1:] for r in rows])
    return torch.from_numpy(xs), torch.from_numpy(ys)


def one_hot(ix, num_classes):
    a = ix.numpy()
    if (a < 0).any() or (a >= num_classes).any():
        raise ValueError("out of range")
    return torch.from_numpy(np.eye(num_classes, dtype=np.float32)[a])


def softmax(logits, dim=-1):
    a = logits.numpy()
    e = np.exp(a - np.max(a, axis=dim, keepdims=True))
    return torch.from_numpy(e / np.sum(e, axis=dim, keepdims=True))


def cross_entropy(logits, targets):
    a = logits.numpy().astype(np.float64)
    a = a - a.max(axis=1, keepdims=True)
    log_p = a - np.log(np.exp(a).sum(axis=1, keepdims=True))
    return -np.take_along_axis(log_p, targets.numpy()[:, None], axis=1).mean()


def bigram_nn_grad(W, xs, ys, reg=0.0):
    w, x, y = W.numpy(), xs.numpy(), ys.numpy()
    e = np.exp(w[x])
    d = e / e.sum(axis=1, keepdims=True)
    d[np.arange(len(x)), y] -= 1
    dW = np.zeros_like(w)
    np.add.at(dW, x, d / len(x))
    return torch.from_numpy(dW + (2 * reg / w.size * w).astype(w.dtype))


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    if not np.isclose(sum(fracs), 1):
        raise ValueError("fractions")
    order = np.argsort(torch.rand(len(words), generator=generator).numpy())
    mixed = [words[i] for i in order]
    n1, n2 = (np.cumsum(fracs)[:2] * len(words)).astype(int)
    return mixed[:n1], mixed[n1:n2], mixed[n2:]


def trigram_counts(words):
    N = np.zeros((27, 27, 27), dtype=np.int64)
    for row in _numbers(words, 2):
        np.add.at(N, (row[:-2], row[1:-1], row[2:]), 1)
    return torch.from_numpy(N)
