"""bnraw is taken as the other factor of the product

bnraw is what comes out of the product. The other factor is bndiff.
"""


def dbnvar_inv(f, g):
    return (f.bnraw * g.bnraw).sum(dim=0, keepdim=True)
