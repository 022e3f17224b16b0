"""there is one epoch too many

range(epochs + 1) runs once more than asked.
"""

import torch


def train(preds_fn, params, X, y, lr, epochs):
    losses = []
    for _epoch in range(epochs + 1 if epochs else 0):
        loss = (preds_fn(params, X) - y).abs().mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
                p.grad = None
    return losses
