"""the loss is a sum

A mean does not depend on how many passengers there are. With a sum, every step is n times as
long.
"""

import torch


def train(preds_fn, params, X, y, lr, epochs):
    losses = []
    for _epoch in range(epochs):
        loss = (preds_fn(params, X) - y).abs().sum()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
                p.grad = None
    return losses
