"""the factor of the power rule is left out

The old power, -0.5, comes down as a factor, with its sign.
"""


def dbnvar(f, g):
    return (f.bnvar + 1e-5) ** -1.5 * g.bnvar_inv
