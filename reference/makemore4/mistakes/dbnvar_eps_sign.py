"""1e-5 is subtracted where the forward pass adds it

What stands in the brackets stays as it is.
It shows only beside a small variance.
"""


def dbnvar(f, g):
    return -0.5 * (f.bnvar - 1e-5) ** -1.5 * g.bnvar_inv
