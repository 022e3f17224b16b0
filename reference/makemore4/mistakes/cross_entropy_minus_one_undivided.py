"""only softmax is divided by n, not the 1 at the right letter

Both terms belong to the same mean.
Each row should add up to 0.
"""

import torch.nn.functional as F


def cross_entropy_backward(logits, Y):
    n, V = logits.shape
    return logits.softmax(dim=1) / n - F.one_hot(Y, V)
