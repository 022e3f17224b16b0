"""the step goes along the gradient

The gradient points to where the loss grows; the step goes the other way.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p += lr * p.grad
