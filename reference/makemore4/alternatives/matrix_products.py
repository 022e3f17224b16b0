"""Sums written as matrix products and einsum, axes moved by transposing."""

import torch


def dlogprobs(f, g):
    n, V = f.logprobs.shape
    return torch.eye(V)[f.Y] / -n


def dcounts_sum_inv(f, g):
    return torch.einsum("ij,ij->i", f.counts, g.probs).unsqueeze(1)


def dcounts_sum(f, g):
    return -f.counts_sum_inv.square() * g.counts_sum_inv


def dcounts(f, g):
    return f.counts_sum_inv * g.probs + g.counts_sum @ torch.ones(1, f.counts.shape[1])


def dnorm_logits(f, g):
    return (f.norm_logits.T.exp() * g.counts.T).T


def dlogit_maxes(f, g):
    return g.norm_logits @ -torch.ones(g.norm_logits.shape[1], 1)


def dlogits(f, g):
    rows = zip(g.norm_logits, f.logits.argmax(1), g.logit_maxes, strict=True)
    V = f.logits.shape[1]
    return torch.stack([row + torch.eye(V)[best] * d for row, best, d in rows])


def cross_entropy_backward(logits, Y):
    n, V = logits.shape
    shifted = logits - logits.amax(dim=1, keepdim=True)
    probs = shifted.exp() / (shifted.exp() @ torch.ones(V, 1))
    return (probs - torch.eye(V)[Y]) / n


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    var_path = bnraw * torch.einsum("ij,ij->j", dy, bnraw) / (n - 1)
    return (dy - dy.mean(0) - var_path) @ torch.diag((bngain * bnvar_inv)[0])
