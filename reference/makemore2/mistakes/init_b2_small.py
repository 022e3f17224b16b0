"""b2 is made small, not 0

b2 becomes 0; it is learned from the first step on.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def init_scaled(model):
    with torch.no_grad():
        model.W1 *= (5 / 3) / model.W1.shape[0] ** 0.5
        model.b1 *= 0.01
        model.W2 *= 0.01
        model.b2 *= 0.01
