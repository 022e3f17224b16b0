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
    """Two loops divide entry by entry. The solution above divides the whole tensors, which is the
    same for every entry and takes one operation.
    """
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


def dh(f, g):
    return torch.stack([sum(d * w for d, w in zip(row, f.W2.T, strict=True)) for row in g.logits])


def dW2(f, g):
    result = torch.zeros_like(f.W2)
    for i in range(f.h.shape[0]):
        result += f.h[i][:, None] * g.logits[i][None, :]
    return result


def db2(f, g):
    return sum(row for row in g.logits)


def dhpreact(f, g):
    rows = zip(f.h.tolist(), g.h.tolist(), strict=True)
    return torch.tensor([[(1 - t * t) * d for t, d in zip(*row, strict=True)] for row in rows])


def dbngain(f, g):
    result = torch.zeros_like(f.bngain)
    for bnraw, dhpreact in zip(f.bnraw, g.hpreact, strict=True):
        result += bnraw * dhpreact
    return result


def dbnbias(f, g):
    return torch.tensor([[sum(column) for column in g.hpreact.T.tolist()]])


def dbnvar(f, g):
    columns = zip(f.bnvar[0].tolist(), g.bnvar_inv[0].tolist(), strict=True)
    return torch.tensor([[-d / (2 * math.sqrt(v + 1e-5) ** 3) for v, d in columns]])


def dbndiff2(f, g):
    n = f.bndiff2.shape[0]
    return torch.cat([g.bnvar / (n - 1) for _ in range(n)])


def dhprebn(f, g):
    rows = [row + g.bnmeani[0] / len(g.bndiff) for row in g.bndiff]
    return torch.stack(rows)


def demb(f, g):
    result = torch.zeros_like(f.emb)
    n, T, e = result.shape
    for i in range(n):
        for t in range(T):
            result[i, t] = g.embcat[i, t * e : (t + 1) * e]
    return result


def dC(f, g):
    result = torch.zeros_like(f.C)
    for letter, demb in zip(f.X.flatten(), g.emb.flatten(0, 1), strict=True):
        result[letter] += demb
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
