"""nothing is divided by n

The loss is a mean: each of the n rows has its share of it.
"""

import torch.nn.functional as F


def cross_entropy_backward(logits, Y):
    V = logits.shape[1]
    return logits.softmax(dim=1) - F.one_hot(Y, V)
