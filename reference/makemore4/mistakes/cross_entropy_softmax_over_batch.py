"""softmax is taken over the batch

The probabilities of one example, a row, add up to 1.
One example does not compete with another.
"""

import torch.nn.functional as F


def cross_entropy_backward(logits, Y):
    n, V = logits.shape
    return (logits.softmax(dim=0) - F.one_hot(Y, V)) / n
