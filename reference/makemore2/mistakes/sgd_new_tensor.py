"""a new tensor is made, and the model still holds the old one

p = p - ... gives the name p to a new tensor. In place means p -= ..., p.data or p.sub_.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p = p - lr * p.grad
