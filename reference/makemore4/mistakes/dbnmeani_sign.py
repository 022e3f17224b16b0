"""the minus sign of the subtraction is left out

bndiff falls when the mean grows.
"""


def dbnmeani(f, g):
    return g.bndiff.sum(dim=0, keepdim=True)
