"""the steps go uphill

The gradient points to larger losses, so it is subtracted.
"""

import torch


def train(preds_fn, params, X, y, lr, epochs):
    losses = []
    for _epoch in range(epochs):
        loss = (preds_fn(params, X) - y).abs().mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for p in params:
                p += lr * p.grad
                p.grad = None
    return losses
