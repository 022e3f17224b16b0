"""the two cases are swapped

A sure three, p near 1, is near its label 1: its distance 1 - p is small.
"""

import torch


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    p = logits.sigmoid()
    return torch.where(targets == 1, p, 1 - p).mean()
