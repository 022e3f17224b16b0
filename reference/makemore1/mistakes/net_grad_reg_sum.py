"""the gradient of reg belongs to a sum, not to a mean

A mean over 729 squares gives each of them a factor 1/729.
"""

import torch


def bigram_nn_grad(W, xs, ys, reg=0.0):
    n = xs.shape[0]
    exps = W[xs].exp()
    dlogits = exps / exps.sum(dim=1, keepdim=True)
    dlogits[torch.arange(n), ys] -= 1
    return (2 * reg * W).index_add(0, xs, dlogits / n)
