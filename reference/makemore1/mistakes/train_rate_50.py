"""the learning rate is 50 whatever lr is

In the lecture 50 is written into the code. Here the argument lr says it.
"""

import torch
from torch.nn import functional as F


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    W = torch.randn((27, 27), generator=generator).requires_grad_()
    losses = []
    for _ in range(steps):
        loss = F.cross_entropy(W[xs], ys) + reg * (W**2).mean()
        losses.append(loss.item())
        W.grad = None
        loss.backward()
        W.data -= 50 * W.grad
    return W.detach(), losses
