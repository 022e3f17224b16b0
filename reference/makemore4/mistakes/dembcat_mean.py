"""the result is divided by n

The mean of the loss is in g.hprebn already. Each example has its own row, and nothing is
gathered over the batch.
"""


def dembcat(f, g):
    return g.hprebn @ f.W1.T / g.hprebn.shape[0]
