"""the losses are recorded as their base-10 logarithm

The lecture does so for its plot. Here the list holds the losses themselves.
"""

# ruff: noqa: F821 - names that are not defined here are those of training.py

import torch


def train_manual(params, data, steps, lr, *, generator):
    X, Y = data
    losses = []
    with torch.no_grad():
        for step in range(steps):
            rows = torch.randint(0, X.shape[0], (BATCH_SIZE,), generator=generator)
            losses.append(forward(params, X[rows], Y[rows]).loss.log10().item())
            gradients = manual_backward(params, X[rows], Y[rows])
            for name, gradient in zip(ORDER, gradients, strict=True):
                params[name] -= lr(step) * gradient
    return losses
