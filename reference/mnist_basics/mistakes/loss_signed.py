"""the distances keep their signs

p - 1 of a three and p of a seven cancel in the mean. A distance has no sign.
"""

import torch


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    predictions = logits.sigmoid()
    return torch.where(targets == 1, predictions - 1, predictions).mean()
