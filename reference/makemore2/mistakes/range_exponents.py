"""the exponents themselves are returned

The rates are 10 to the power of the exponents.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def lr_range(lo_exp=-3.0, hi_exp=0.0, *, steps=1000):
    return torch.linspace(lo_exp, hi_exp, steps)
