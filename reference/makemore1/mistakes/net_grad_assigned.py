"""examples with the same input overwrite each other

dW[xs] += ... writes each row once, however often it occurs in xs. Contributions of all
examples add up: index_add_, or one-hot vectors of your own, transposed, times dlogits.
"""

import torch


def bigram_nn_grad(W, xs, ys, reg=0.0):
    n = xs.shape[0]
    exps = W[xs].exp()
    dlogits = exps / exps.sum(dim=1, keepdim=True)
    dlogits[torch.arange(n), ys] -= 1
    dW = 2 * reg * W / W.numel()
    dW[xs] += dlogits / n
    return dW
