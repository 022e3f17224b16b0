"""Gradients computed again from an earlier one, in place of the nearest that g holds."""

import torch


def _dprobs(f, g):
    return g.logprobs / f.probs


def dcounts_sum_inv(f, g):
    return (f.counts * _dprobs(f, g)).sum(1, keepdim=True)


def dcounts_sum(f, g):
    dcounts_sum_inv = (f.counts * g.probs).sum(1, keepdim=True)
    return -dcounts_sum_inv / f.counts_sum.pow(2)


def dcounts(f, g):
    dcounts_sum = -(f.counts_sum**-2) * (f.counts * _dprobs(f, g)).sum(1, keepdim=True)
    return f.counts_sum_inv * _dprobs(f, g) + dcounts_sum


def dnorm_logits(f, g):
    dcounts_sum = -(f.counts_sum**-2) * (f.counts * g.probs).sum(1, keepdim=True)
    return f.counts * (f.counts_sum_inv * g.probs + dcounts_sum)


def dlogit_maxes(f, g):
    return -(f.norm_logits.exp() * g.counts).sum(1, keepdim=True)


def dlogits(f, g):
    dnorm_logits = f.norm_logits.exp() * g.counts
    dlogits = dnorm_logits.clone()
    dlogits[torch.arange(len(dlogits)), f.logits.argmax(1)] -= dnorm_logits.sum(1)
    return dlogits


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    """Step by step through batch normalisation, from values recovered out of the arguments."""
    n = dy.shape[0]
    bndiff = bnraw / bnvar_inv
    dbnraw = bngain * dy
    dbnvar = -0.5 * bnvar_inv**3 * (bndiff * dbnraw).sum(0, keepdim=True)
    dbndiff2 = torch.ones_like(dy) / (n - 1) * dbnvar
    dbndiff = bnvar_inv * dbnraw + 2 * bndiff * dbndiff2
    dbnmeani = -dbndiff.sum(0, keepdim=True)
    return dbndiff + torch.ones_like(dy) / n * dbnmeani
