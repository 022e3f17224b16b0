"""the slope of the sigmoid is taken as p

The slope has two factors, p and 1 - p: it is small at both ends.
"""

import torch


def mnist_loss_grad(logits, targets):
    p = logits.sigmoid()
    sign = torch.where(targets == 1, -1.0, 1.0)
    n = len(logits)
    return sign * p / n
