"""1/(n - 1) is taken where the mean has 1/n

The n - 1 belongs to the variance. The mean is divided by n.
"""


def dhprebn(f, g):
    return g.bndiff + g.bnmeani / (f.hprebn.shape[0] - 1)
