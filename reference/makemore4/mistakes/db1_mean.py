"""the mean over the batch is taken where a sum belongs

b1 is added to every row, and the n gradients add up.
"""


def db1(f, g):
    return g.hprebn.mean(dim=0)
