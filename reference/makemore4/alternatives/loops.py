"""Python loops over rows and letters, numbers by .item()."""

import math

import torch


def _columns(row):
    return range(row.shape[0])


def dlogprobs(f, g):
    result = torch.zeros(f.logprobs.shape)
    for i, y in enumerate(f.Y.tolist()):
        result[i, y] += -1.0 / len(f.Y)
    return result


def dprobs(f, g):
    result = torch.empty_like(f.probs)
    for i, row in enumerate(f.probs):
        for j in _columns(row):
            result[i, j] = g.logprobs[i, j] / row[j]
    return result


def dcounts_sum_inv(f, g):
    rows = []
    for counts, dprobs in zip(f.counts, g.probs, strict=True):
        rows.append([sum(counts[j].item() * dprobs[j].item() for j in _columns(counts))])
    return torch.tensor(rows)


def dcounts_sum(f, g):
    return torch.stack([-d / s / s for s, d in zip(f.counts_sum, g.counts_sum_inv, strict=True)])


def dcounts(f, g):
    result = torch.zeros_like(f.counts)
    for i in range(f.counts.shape[0]):
        for j in range(f.counts.shape[1]):
            result[i, j] += f.counts_sum_inv[i, 0] * g.probs[i, j]
            result[i, j] += g.counts_sum[i, 0]
    return result


def dnorm_logits(f, g):
    rows = [
        [math.exp(x) * d for x, d in zip(xs, ds, strict=True)]
        for xs, ds in zip(f.norm_logits.tolist(), g.counts.tolist(), strict=True)
    ]
    return torch.tensor(rows)


def dlogit_maxes(f, g):
    result = torch.zeros_like(f.logit_maxes)
    for i in range(g.norm_logits.shape[0]):
        for j in range(g.norm_logits.shape[1]):
            result[i, 0] -= g.norm_logits[i, j]
    return result


def dlogits(f, g):
    result = g.norm_logits.clone()
    for i, row in enumerate(f.logits.tolist()):
        result[i, row.index(max(row))] += g.logit_maxes[i].item()
    return result


def cross_entropy_backward(logits, Y):
    result = torch.zeros_like(logits)
    for i in range(logits.shape[0]):
        exps = (logits[i] - logits[i].max()).exp()
        result[i] = exps / exps.sum()
        result[i, Y[i]] -= 1.0
    return result / logits.shape[0]


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n, H = dy.shape
    result = torch.zeros_like(dy)
    for j in range(H):
        sum_dy = dy[:, j].sum()
        sum_dy_bnraw = (dy[:, j] * bnraw[:, j]).sum()
        for i in range(n):
            inner = n * dy[i, j] - sum_dy - n / (n - 1) * bnraw[i, j] * sum_dy_bnraw
            result[i, j] = bngain[0, j] * bnvar_inv[0, j] / n * inner
    return result
