"""a gradient of zeros is counted as one

backward() fills .grad of every parameter that was used. Zeros in it mean that the parameter does
not move.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def zero_init_report(model, X, Y):
    params = {name: p.detach().clone().requires_grad_() for name, p in model.items()}
    F.cross_entropy(forward(params, X), Y).backward()
    return {name: p.grad is not None for name, p in params.items()}
