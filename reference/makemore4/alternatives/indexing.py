"""Zeros and indexed assignment, a mask of zeros and ones for the maximum, index -= 1."""

import torch


def dlogprobs(f, g):
    n, V = f.logits.shape
    dlogprobs = torch.zeros(n, V)
    dlogprobs[range(n), f.Y] = -1.0 / n
    return dlogprobs


def dprobs(f, g):
    return f.probs**-1 * g.logprobs


def dcounts_sum_inv(f, g):
    return torch.sum(f.counts * g.probs, 1, True)


def dcounts_sum(f, g):
    return (-1.0 * torch.pow(f.counts_sum, -2)) * g.counts_sum_inv


def dcounts(f, g):
    dcounts = f.counts_sum_inv * g.probs
    dcounts += torch.ones_like(f.counts) * g.counts_sum
    return dcounts


def dnorm_logits(f, g):
    return torch.exp(f.norm_logits) * g.counts


def dlogit_maxes(f, g):
    return (-g.norm_logits).sum(1, keepdim=True)


def dlogits(f, g):
    mask = torch.zeros_like(f.logits)
    mask[range(len(mask)), f.logits.argmax(1)] = 1
    return 1.0 * g.norm_logits + mask * g.logit_maxes


def dh(f, g):
    return torch.matmul(g.logits, f.W2.t())


def dW2(f, g):
    return f.h.t() @ g.logits


def db2(f, g):
    return torch.sum(g.logits, 0)


def dhpreact(f, g):
    return g.h * (1.0 - f.h**2)


def dbngain(f, g):
    return torch.sum(f.bnraw * g.hpreact, 0, True)


def dbnvar(f, g):
    return g.bnvar_inv * (-0.5 * torch.pow(f.bnvar + 1e-5, -1.5))


def dbndiff(f, g):
    dbndiff = f.bnvar_inv * g.bnraw
    dbndiff += (2 * f.bndiff) * g.bndiff2
    return dbndiff


def demb(f, g):
    return g.embcat.view(f.emb.shape)


def dC(f, g):
    dC = torch.zeros(f.C.shape)
    dC.index_put_((f.X,), g.emb, accumulate=True)
    return dC


def cross_entropy_backward(logits, Y):
    dlogits = torch.softmax(logits, 1)
    dlogits[range(logits.shape[0]), Y] -= 1
    dlogits /= logits.shape[0]
    return dlogits


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    sums = n * dy - dy.sum(0) - n / (n - 1) * bnraw * (dy * bnraw).sum(0)
    return bngain * bnvar_inv / n * sums
