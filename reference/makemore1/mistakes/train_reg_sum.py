"""reg is multiplied by the sum of the squares, not by their mean

The sum over 27 x 27 weights is 729 times the mean.
"""

import torch
from torch.nn import functional as F


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    W = torch.randn((27, 27), generator=generator).requires_grad_()
    losses = []
    for _ in range(steps):
        loss = F.cross_entropy(W[xs], ys) + reg * (W**2).sum()
        losses.append(loss.item())
        W.grad = None
        loss.backward()
        W.data -= lr * W.grad
    return W.detach(), losses
