"""the mean over the batch is taken where a sum belongs

One number scales a whole column. It gets n gradients, and they add up.
"""


def dbnvar_inv(f, g):
    return (f.bndiff * g.bnraw).mean(dim=0, keepdim=True)
