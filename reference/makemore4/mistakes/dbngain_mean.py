"""the mean over the batch is taken where a sum belongs

One gain is used in all n rows. It gets n gradients, and they add up.
"""


def dbngain(f, g):
    return (f.bnraw * g.hpreact).mean(dim=0, keepdim=True)
