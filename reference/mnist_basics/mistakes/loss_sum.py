"""the distances are added up, not averaged

A sum grows with the batch, and so would the step. The mean does not.
"""

import torch


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    p = logits.sigmoid()
    return torch.where(targets == 1, 1 - p, p).sum()
