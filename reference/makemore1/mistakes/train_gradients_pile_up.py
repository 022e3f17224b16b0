"""the gradients of all steps so far are added up

backward() adds to what W.grad holds. It has to be emptied before each backward pass.
"""

import torch
from torch.nn import functional as F


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    W = torch.randn((27, 27), generator=generator).requires_grad_()
    losses = []
    for _ in range(steps):
        loss = F.cross_entropy(W[xs], ys) + reg * (W**2).mean()
        losses.append(loss.item())
        loss.backward()
        W.data -= lr * W.grad
    return W.detach(), losses
