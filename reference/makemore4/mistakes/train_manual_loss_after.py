"""the loss is taken after the update

The loss of a minibatch is the one that its gradients belong to: before the update.
"""

# ruff: noqa: F821 - names that are not defined here are those of training.py

import torch


def train_manual(params, data, steps, lr, *, generator):
    X, Y = data
    losses = []
    with torch.no_grad():
        for step in range(steps):
            rows = torch.randint(0, X.shape[0], (BATCH_SIZE,), generator=generator)
            gradients = manual_backward(params, X[rows], Y[rows])
            for name, gradient in zip(ORDER, gradients, strict=True):
                params[name] -= lr(step) * gradient
            losses.append(forward(params, X[rows], Y[rows]).loss.item())
    return losses
