"""W1 is scaled by the number of its columns

A hidden unit adds up as many terms as W1 has rows.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def init_scaled(model):
    with torch.no_grad():
        model.W1 *= (5 / 3) / model.W1.shape[1] ** 0.5
        model.b1 *= 0.01
        model.W2 *= 0.01
        model.b2 *= 0
