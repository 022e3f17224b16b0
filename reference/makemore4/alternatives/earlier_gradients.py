"""Gradients computed again from an earlier one, in place of the nearest that g holds.

It begins at an earlier gradient and goes through more than one step of the chain rule at once.
The solution above takes the nearest gradient that g holds, so that each function is one step.
"""

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


def dhpreact(f, g):
    return (1 - f.h**2) * (g.logits @ f.W2.T)


def _dhpreact(f, g):
    return (1 - f.h**2) * g.h


def dbngain(f, g):
    return (f.bnraw * _dhpreact(f, g)).sum(0, keepdim=True)


def dbnbias(f, g):
    return _dhpreact(f, g).sum(0, keepdim=True)


def dbnraw(f, g):
    return f.bngain * _dhpreact(f, g)


def _dbnraw(f, g):
    return f.bngain * g.hpreact


def dbnvar_inv(f, g):
    return (f.bndiff * _dbnraw(f, g)).sum(0, keepdim=True)


def dbnvar(f, g):
    dbnvar_inv = (f.bndiff * g.bnraw).sum(0, keepdim=True)
    return -0.5 * f.bnvar_inv.pow(3) * dbnvar_inv


def _dbnvar(f, g):
    dbnvar_inv = (f.bndiff * _dbnraw(f, g)).sum(0, keepdim=True)
    return -0.5 * (f.bnvar + 1e-5) ** -1.5 * dbnvar_inv


def dbndiff2(f, g):
    return (_dbnvar(f, g) / (f.bndiff2.shape[0] - 1)).expand_as(f.bndiff2)


def dbndiff(f, g):
    n = f.bndiff.shape[0]
    return f.bnvar_inv * _dbnraw(f, g) + 2 * f.bndiff * _dbnvar(f, g) / (n - 1)


def dbnmeani(f, g):
    dbndiff = f.bnvar_inv * g.bnraw + 2 * f.bndiff * g.bndiff2
    return -dbndiff.sum(0, keepdim=True)


def dhprebn(f, g):
    """The whole of batch normalisation in one formula, from dhpreact. The solution above is the
    last step alone and takes what the steps before it found.
    """
    n = f.bnraw.shape[0]
    sums = n * g.hpreact - g.hpreact.sum(0)
    sums = sums - n / (n - 1) * f.bnraw * (g.hpreact * f.bnraw).sum(0)
    return f.bngain * f.bnvar_inv / n * sums


def demb(f, g):
    """It goes through the product with W1 and the change of shape at once. The solution above
    changes the shape of the gradient that is there.
    """
    return (g.hprebn @ f.W1.T).reshape(f.emb.shape)


def dC(f, g):
    """A loop over all letters adds each row of the gradient to the row of its letter, as in the
    lecture. The solution above does so in one index_add, where rows of the same letter add up
    as well.
    """
    dC = torch.zeros_like(f.C)
    demb = g.embcat.view(f.emb.shape)
    for i in range(f.X.shape[0]):
        for t in range(f.X.shape[1]):
            dC[f.X[i, t]] += demb[i, t]
    return dC


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    """Step by step through batch normalisation, from values recovered out of the arguments. The
    solution above is the one formula that is left when these steps cancel.
    """
    n = dy.shape[0]
    bndiff = bnraw / bnvar_inv
    dbnraw = bngain * dy
    dbnvar = -0.5 * bnvar_inv**3 * (bndiff * dbnraw).sum(0, keepdim=True)
    dbndiff2 = torch.ones_like(dy) / (n - 1) * dbnvar
    dbndiff = bnvar_inv * dbnraw + 2 * bndiff * dbndiff2
    dbnmeani = -dbndiff.sum(0, keepdim=True)
    return dbndiff + torch.ones_like(dy) / n * dbnmeani


def manual_backward(params, X, Y):
    """All the small steps, with a forward pass of its own. The solution above uses forward(), and
    one formula each for the loss and for batch normalisation.
    """
    n = X.shape[0]
    C, W1, b1, W2, b2, bngain, bnbias = (params[k] for k in _ORDER)
    emb = C[X]
    embcat = emb.view(n, -1)
    hprebn = embcat @ W1 + b1
    bndiff = hprebn - hprebn.mean(0, keepdim=True)
    bnvar = bndiff.pow(2).sum(0, keepdim=True) / (n - 1)
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = bndiff * bnvar_inv
    h = torch.tanh(bngain * bnraw + bnbias)
    logits = h @ W2 + b2
    norm_logits = logits - logits.max(1, keepdim=True).values
    counts = norm_logits.exp()
    counts_sum = counts.sum(1, keepdim=True)
    probs = counts / counts_sum

    dlogprobs = torch.zeros_like(logits)
    dlogprobs[range(n), Y] = -1.0 / n
    dprobs = dlogprobs / probs
    dcounts_sum = -(counts_sum**-2) * (counts * dprobs).sum(1, keepdim=True)
    dnorm_logits = counts * (dprobs / counts_sum + dcounts_sum)
    dlogits = dnorm_logits.clone()
    dlogits[range(n), logits.argmax(1)] -= dnorm_logits.sum(1)
    dhpreact = (1 - h**2) * (dlogits @ W2.T)
    dbnraw = bngain * dhpreact
    dbnvar = -0.5 * (bnvar + 1e-5) ** -1.5 * (bndiff * dbnraw).sum(0, keepdim=True)
    dbndiff = bnvar_inv * dbnraw + 2 * bndiff * dbnvar / (n - 1)
    dhprebn = dbndiff - dbndiff.sum(0) / n
    demb = (dhprebn @ W1.T).view(emb.shape)
    dC = torch.zeros_like(C).index_put((X,), demb, accumulate=True)
    return [
        dC,
        embcat.T @ dhprebn,
        dhprebn.sum(0),
        h.T @ dlogits,
        dlogits.sum(0),
        (bnraw * dhpreact).sum(0),
        dhpreact.sum(0),
    ]


_ORDER = ("C", "W1", "b1", "W2", "b2", "bngain", "bnbias")
