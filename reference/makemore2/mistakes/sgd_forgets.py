"""the step forgets the gradients

Forgetting is what zero_grads is for; after a step one may want to look at them.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad = None
