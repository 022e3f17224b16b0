"""the gradient lacks the part of reg

The loss has two terms, and their gradients add up. The second one reaches every weight.
"""

import torch


def bigram_nn_grad(W, xs, ys, reg=0.0):
    n = xs.shape[0]
    exps = W[xs].exp()
    dlogits = exps / exps.sum(dim=1, keepdim=True)
    dlogits[torch.arange(n), ys] -= 1
    return torch.zeros_like(W).index_add(0, xs, dlogits / n)
