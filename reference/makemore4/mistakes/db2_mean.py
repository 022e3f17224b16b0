"""the mean over the batch is taken where a sum belongs

The mean of the loss is in g.logits already.
b2 is added to every row, and the n gradients add up.
"""


def db2(f, g):
    return g.logits.mean(dim=0)
