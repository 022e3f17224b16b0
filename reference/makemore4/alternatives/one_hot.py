"""One-hot matrices in place of indexing, max().indices in place of argmax."""

import torch
import torch.nn.functional as F


def dlogprobs(f, g):
    n, V = f.logprobs.shape
    return F.one_hot(f.Y, V).float() * (-1.0 / n)


def dprobs(f, g):
    return (1.0 / f.probs) * g.logprobs


def dcounts(f, g):
    return f.counts_sum_inv * g.probs + torch.ones_like(f.counts) * g.counts_sum


def dlogits(f, g):
    dlogits = g.norm_logits.clone()
    return dlogits + F.one_hot(f.logits.max(1).indices, num_classes=f.logits.size(1)) * (
        g.logit_maxes
    )


def dbndiff2(f, g):
    n = f.X.shape[0]
    return (1.0 / (n - 1)) * torch.ones_like(f.bndiff2) * g.bnvar


def dhprebn(f, g):
    n = f.X.shape[0]
    return g.bndiff.clone() + (torch.ones_like(f.hprebn) / n) * g.bnmeani


def dC(f, g):
    V, e = f.C.shape
    return F.one_hot(f.X.view(-1), V).float().T @ g.emb.view(-1, e)


def cross_entropy_backward(logits, Y):
    probs = F.softmax(logits, 1)
    targets = F.one_hot(Y, num_classes=logits.shape[1])
    return (probs - targets) / len(Y)


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = len(dy)
    dbnraw = bngain * dy
    return bnvar_inv * (
        dbnraw - dbnraw.mean(0, keepdims=True) - bnraw * (bnraw * dbnraw).sum(0) / (n - 1)
    )
