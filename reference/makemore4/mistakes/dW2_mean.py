"""the mean over the batch is taken where a sum belongs

The mean of the loss is in g.logits already.
One weight is used in every example, and these gradients add up.
"""


def dW2(f, g):
    return f.h.T @ g.logits / f.h.shape[0]
