"""5/3 is left out

tanh takes some of the spread away; the factor 5/3 is there to make up for it.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def init_scaled(model):
    with torch.no_grad():
        model.W1 *= 1 / model.W1.shape[0] ** 0.5
        model.b1 *= 0.01
        model.W2 *= 0.01
        model.b2 *= 0
