"""bnvar is taken in place of bnvar_inv

In the product bnraw = bndiff * bnvar_inv the other factor is bnvar_inv.
"""


def dbndiff(f, g):
    return f.bnvar * g.bnraw + 2 * f.bndiff * g.bndiff2
