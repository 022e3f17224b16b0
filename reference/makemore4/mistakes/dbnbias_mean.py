"""the mean over the batch is taken where a sum belongs

One shift is added in all n rows. It gets n gradients, and they add up.
"""


def dbnbias(f, g):
    return g.hpreact.mean(dim=0, keepdim=True)
