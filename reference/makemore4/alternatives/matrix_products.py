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


def dh(f, g):
    return torch.einsum("ij,kj->ik", g.logits, f.W2)


def dW2(f, g):
    return torch.einsum("ij,ik->jk", f.h, g.logits)


def db2(f, g):
    return torch.ones(g.logits.shape[0]) @ g.logits


def dbngain(f, g):
    return torch.einsum("ij,ij->j", f.bnraw, g.hpreact).unsqueeze(0)


def dbnbias(f, g):
    return torch.ones(1, g.hpreact.shape[0]) @ g.hpreact


def dbnraw(f, g):
    return g.hpreact @ torch.diag(f.bngain[0])


def dbnvar_inv(f, g):
    return torch.diag(f.bndiff.T @ g.bnraw)[None]


def dbndiff2(f, g):
    n = f.bndiff2.shape[0]
    return torch.ones(n, 1) @ g.bnvar / (n - 1)


def dbnmeani(f, g):
    return -torch.ones(1, g.bndiff.shape[0]) @ g.bndiff


def dhprebn(f, g):
    n = f.hprebn.shape[0]
    return g.bndiff + torch.ones(n, 1) @ g.bnmeani / n


def dembcat(f, g):
    return (f.W1 @ g.hprebn.transpose(0, 1)).transpose(0, 1)


def dW1(f, g):
    return (g.hprebn.T @ f.embcat).T


def db1(f, g):
    return g.hprebn.T @ torch.ones(g.hprebn.shape[0])


def dC(f, g):
    letters = torch.eye(f.C.shape[0])[f.X]
    return torch.einsum("ntv,nte->ve", letters, g.emb)


def cross_entropy_backward(logits, Y):
    n, V = logits.shape
    shifted = logits - logits.amax(dim=1, keepdim=True)
    probs = shifted.exp() / (shifted.exp() @ torch.ones(V, 1))
    return (probs - torch.eye(V)[Y]) / n


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    var_path = bnraw * torch.einsum("ij,ij->j", dy, bnraw) / (n - 1)
    return (dy - dy.mean(0) - var_path) @ torch.diag((bngain * bnvar_inv)[0])
