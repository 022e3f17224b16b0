"""the result is multiplied by n where it should be divided

The loss is a mean: the more rows there are, the less one of them counts.
"""

import torch.nn.functional as F


def cross_entropy_backward(logits, Y):
    n, V = logits.shape
    return (logits.softmax(dim=1) - F.one_hot(Y, V)) * n
