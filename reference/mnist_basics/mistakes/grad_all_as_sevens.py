"""every example has the sign of a seven

For a three the distance is 1 - p, which falls when p grows: its sign is minus.
"""

import torch


def mnist_loss_grad(logits, targets):
    p = logits.sigmoid()
    sign = torch.where(targets == 1, -1.0, 1.0)
    n = len(logits)
    return (0 * sign + 1) * p * (1 - p) / n
