"""only the first parameter moves

The loop goes on to the end of the list.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
                break
