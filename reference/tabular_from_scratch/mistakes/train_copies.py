"""copies of the parameters are trained

The caller reads the result from the tensors that were passed: change them, in place.
"""

import torch


def train(preds_fn, params, X, y, lr, epochs):
    own = [p.detach().clone().requires_grad_() for p in params]
    losses = []
    for _epoch in range(epochs):
        loss = (preds_fn(own, X) - y).abs().mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for p in own:
                p -= lr * p.grad
                p.grad = None
    return losses
