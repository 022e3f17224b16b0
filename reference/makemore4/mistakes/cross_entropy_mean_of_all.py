"""the mean runs over all n x V entries

The loss has one term a row, not one an entry: it is the mean of n numbers.
"""

import torch.nn.functional as F


def cross_entropy_backward(logits, Y):
    n, V = logits.shape
    return (logits.softmax(dim=1) - F.one_hot(Y, V)) / (n * V)
