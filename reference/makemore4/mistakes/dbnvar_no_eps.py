"""the 1e-5 is left out

What stands in the brackets stays as it is.
It shows only beside a small variance.
"""


def dbnvar(f, g):
    return -0.5 * f.bnvar**-1.5 * g.bnvar_inv
