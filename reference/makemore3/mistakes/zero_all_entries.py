"""a parameter counts only if all its entries get a gradient

A letter that does not occur leaves its row of C without a gradient. One entry that moves is
enough.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def zero_init_report(model, X, Y):
    params = {name: p.detach().clone().requires_grad_() for name, p in model.items()}
    F.cross_entropy(forward(params, X), Y).backward()
    return {name: bool((p.grad != 0).all()) for name, p in params.items()}
