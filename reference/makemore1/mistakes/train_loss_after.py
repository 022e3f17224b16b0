"""the loss is taken after the update

The list holds the loss before each step: the first one is that of the random weights.
"""

import torch
from torch.nn import functional as F


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    W = torch.randn((27, 27), generator=generator).requires_grad_()
    losses = []
    for _ in range(steps):
        loss = F.cross_entropy(W[xs], ys) + reg * (W**2).mean()
        W.grad = None
        loss.backward()
        W.data -= lr * W.grad
        losses.append((F.cross_entropy(W[xs], ys) + reg * (W**2).mean()).item())
    return W.detach(), losses
