"""the mean over the batch is taken where a sum belongs

One number is subtracted from n rows. It gets n gradients, and they add up.
The 1/n belongs to the next step, which goes back through the mean.
"""


def dbnmeani(f, g):
    return -g.bndiff.mean(dim=0, keepdim=True)
