"""b1 becomes 0

b1 is multiplied by 0.01.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def init_scaled(model):
    with torch.no_grad():
        model.W1 *= (5 / 3) / model.W1.shape[0] ** 0.5
        model.b1 *= 0
        model.W2 *= 0.01
        model.b2 *= 0
