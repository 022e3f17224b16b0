"""the weights come back as they were drawn

W = W - lr * gradient inside a helper, or on a copy, leaves the W that is returned as it was.
"""

import torch
from torch.nn import functional as F


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    first = torch.randn((27, 27), generator=generator)
    W = first.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        loss = F.cross_entropy(W[xs], ys) + reg * (W**2).mean()
        losses.append(loss.item())
        W.grad = None
        loss.backward()
        W.data -= lr * W.grad
    return first, losses
