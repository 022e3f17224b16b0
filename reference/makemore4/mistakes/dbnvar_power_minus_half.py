"""the power is left at -0.5 and the factor is left out

The power rule brings the old power down as a factor and lowers it by 1.
Both are missing here: these are the forward values of bnvar_inv, times the gradient.
"""


def dbnvar(f, g):
    return (f.bnvar + 1e-5) ** -0.5 * g.bnvar_inv
