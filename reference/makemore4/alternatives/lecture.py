"""The lecture's own way, with sizes in place of numbers; some shapes only broadcast.

These are the lines of the lecture, with names for its sizes. The solution above keeps every
shape as it is in the forward pass, where the lecture lets some of them broadcast.
"""

import torch
import torch.nn.functional as F
from exercises.makemore4.forward import forward


def dlogprobs(f, g):
    n = f.logprobs.shape[0]
    dlogprobs = torch.zeros_like(f.logprobs)
    dlogprobs[range(n), f.Y] = -1.0 / n
    return dlogprobs


def dcounts(f, g):
    dcounts = f.counts_sum_inv * g.probs
    dcounts += torch.ones_like(f.counts) * g.counts_sum
    return dcounts


def db2(f, g):
    return g.logits.sum(0, keepdim=True)


def dhpreact(f, g):
    return (1.0 - f.h**2) * g.h


def dbngain(f, g):
    return (f.bnraw * g.hpreact).sum(0)


def dbnbias(f, g):
    return g.hpreact.sum(0)


def dbnvar_inv(f, g):
    return (f.bndiff * g.bnraw).sum(0)


def dbnvar(f, g):
    return (-0.5 * (f.bnvar + 1e-5) ** -1.5) * g.bnvar_inv


def dbndiff2(f, g):
    return g.bnvar / (f.bndiff2.shape[0] - 1)


def dbndiff(f, g):
    dbndiff = f.bnvar_inv * g.bnraw
    dbndiff += (2 * f.bndiff) * g.bndiff2
    return dbndiff


def dbnmeani(f, g):
    return (-g.bndiff).sum(0)


def dhprebn(f, g):
    n = f.hprebn.shape[0]
    dhprebn = g.bndiff.clone()
    dhprebn += 1.0 / n * (torch.ones_like(f.hprebn) * g.bnmeani)
    return dhprebn


def db1(f, g):
    return g.hprebn.sum(0, keepdims=True)


def demb(f, g):
    return g.embcat.view(f.emb.shape)


def dC(f, g):
    dC = torch.zeros_like(f.C)
    for k in range(f.X.shape[0]):
        for j in range(f.X.shape[1]):
            ix = f.X[k, j]
            dC[ix] += g.emb[k, j]
    return dC


def manual_backward(params, X, Y):
    """Exercise 4 of the lecture."""
    f = forward(params, X, Y)
    n = X.shape[0]
    dlogits = F.softmax(f.logits, 1)
    dlogits[range(n), Y] -= 1
    dlogits /= n
    dh = dlogits @ f.W2.T
    dW2 = f.h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - f.h**2) * dh
    dbngain = (f.bnraw * dhpreact).sum(0, keepdim=True)
    dbnbias = dhpreact.sum(0, keepdim=True)
    sums = n * dhpreact - dhpreact.sum(0) - n / (n - 1) * f.bnraw * (dhpreact * f.bnraw).sum(0)
    dhprebn = f.bngain * f.bnvar_inv / n * sums
    dembcat = dhprebn @ f.W1.T
    dW1 = f.embcat.T @ dhprebn
    db1 = dhprebn.sum(0)
    demb = dembcat.view(f.emb.shape)
    dC = torch.zeros_like(f.C)
    for k in range(X.shape[0]):
        for j in range(X.shape[1]):
            ix = X[k, j]
            dC[ix] += demb[k, j]
    return [dC, dW1, db1, dW2, db2, dbngain, dbnbias]


def train_manual(params, data, steps, lr, *, generator):
    """p.data, and the list of parameters of the lecture."""
    X, Y = data
    parameters = [params[k] for k in ("C", "W1", "b1", "W2", "b2", "bngain", "bnbias")]
    lossi = []
    with torch.no_grad():
        for i in range(steps):
            ix = torch.randint(0, X.shape[0], (32,), generator=generator)
            Xb, Yb = X[ix], Y[ix]
            loss = forward(params, Xb, Yb).loss
            grads = manual_backward(params, Xb, Yb)
            for p, grad in zip(parameters, grads, strict=True):
                p.data += -lr(i) * grad
            lossi.append(loss.item())
    return lossi
