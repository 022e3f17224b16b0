"""the root is missing

Variances add up, so the standard deviation of a sum grows with the root of the number of terms.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def init_scaled(model):
    with torch.no_grad():
        model.W1 *= (5 / 3) / model.W1.shape[0]
        model.b1 *= 0.01
        model.W2 *= 0.01
        model.b2 *= 0
