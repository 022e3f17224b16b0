"""a repeated letter keeps only one of its gradients

dC[X] += ... with all places at once writes each place on its own, and dC[ix] = ... in a loop
writes over what was there. The gradients of a letter that occurs twice have to add up.
"""

import torch
from exercises.makemore4.forward import forward
from torch.nn.functional import one_hot


def manual_backward(params, X, Y):
    f = forward(params, X, Y)
    n, V = f.logits.shape

    # cross-entropy in one formula, then linear layer 2 and tanh
    dlogits = (f.probs - one_hot(Y, num_classes=V)) / n
    dW2 = f.h.T @ dlogits
    db2 = dlogits.sum(dim=0)
    dhpreact = (1 - f.h**2) * (dlogits @ f.W2.T)

    # batch normalisation in one formula
    dbngain = (f.bnraw * dhpreact).sum(dim=0, keepdim=True)
    dbnbias = dhpreact.sum(dim=0, keepdim=True)
    through_variance = n / (n - 1) * f.bnraw * dbngain
    dhprebn = f.bngain * f.bnvar_inv / n * (n * dhpreact - dbnbias - through_variance)

    # linear layer 1 and the embedding
    dW1 = f.embcat.T @ dhprebn
    db1 = dhprebn.sum(dim=0)
    demb = (dhprebn @ f.W1.T).reshape(f.emb.shape)
    dC = torch.zeros_like(f.C)
    dC[X] += demb
    return [dC, dW1, db1, dW2, db2, dbngain, dbnbias]
