"""the loss is taken after the step

The list holds the loss before each step: the first one is that of the initial parameters.
"""

import torch


def train(preds_fn, params, X, y, lr, epochs):
    losses = []
    for _epoch in range(epochs):
        loss = (preds_fn(params, X) - y).abs().mean()
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
                p.grad = None
            losses.append((preds_fn(params, X) - y).abs().mean().item())
    return losses
