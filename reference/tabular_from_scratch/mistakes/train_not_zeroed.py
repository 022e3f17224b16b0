"""the gradients of all epochs so far are added up

backward() adds to what .grad holds. It has to be emptied in every epoch.
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
                p -= lr * p.grad
    return losses
