"""the result is divided by n

The mean of the loss is in g.logits already.
Each example has its own row of h, and nothing is gathered over the batch.
"""


def dh(f, g):
    return g.logits @ f.W2.T / g.logits.shape[0]
