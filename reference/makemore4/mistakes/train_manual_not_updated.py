"""the updated values do not reach params

p = p - rate * gradient gives a new tensor to the name p; the dict still holds the old one.
Write to params[name], or change the tensor in place.
"""

# ruff: noqa: F821 - names that are not defined here are those of training.py

import torch


def train_manual(params, data, steps, lr, *, generator):
    X, Y = data
    losses = []
    with torch.no_grad():
        for step in range(steps):
            rows = torch.randint(0, X.shape[0], (BATCH_SIZE,), generator=generator)
            losses.append(forward(params, X[rows], Y[rows]).loss.item())
            gradients = manual_backward(params, X[rows], Y[rows])
            for name, gradient in zip(ORDER, gradients, strict=True):
                p = params[name]
                p = p - lr(step) * gradient
    return losses
