"""True stands for the parameters that do not move

True means: some entry of the gradient is other than 0.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def zero_init_report(model, X, Y):
    params = {name: p.detach().clone().requires_grad_() for name, p in model.items()}
    F.cross_entropy(forward(params, X), Y).backward()
    return {name: bool((p.grad == 0).all()) for name, p in params.items()}
