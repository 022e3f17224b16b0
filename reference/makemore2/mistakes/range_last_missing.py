"""the last rate is missing

Both ends belong to the rates: `steps` rates have steps - 1 gaps.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def lr_range(lo_exp=-3.0, hi_exp=0.0, *, steps=1000):
    return 10 ** (lo_exp + (hi_exp - lo_exp) * torch.arange(steps) / steps)
