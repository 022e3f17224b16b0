"""the learning rate is left out

The step is lr times the gradient.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= p.grad
