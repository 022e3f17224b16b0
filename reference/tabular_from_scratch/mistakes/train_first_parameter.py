"""only the first parameter is trained

Every parameter of the list takes a step.
"""

import torch


def train(preds_fn, params, X, y, lr, epochs):
    losses = []
    for _epoch in range(epochs):
        loss = (preds_fn(params, X) - y).abs().mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for i, p in enumerate(params):
                if i == 0:
                    p -= lr * p.grad
                p.grad = None
    return losses
