"""the rates are evenly spaced, not their exponents

Search the exponent: from 0.001 to 1 in even steps, nearly all rates lie above 0.1. The spacing
has to be multiplicative.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def lr_range(lo_exp=-3.0, hi_exp=0.0, *, steps=1000):
    return torch.linspace(10**lo_exp, 10**hi_exp, steps)
