"""the power is left at -0.5

The power rule lowers the power by 1. The factor in front is right.
"""


def dbnvar(f, g):
    return -0.5 * (f.bnvar + 1e-5) ** -0.5 * g.bnvar_inv
