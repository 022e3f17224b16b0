"""shapes are not compared, and (n, 1) meets (n,)

Broadcasting makes an n by n table: every prediction is compared with every label. Give the labels a
second axis, and refuse unequal shapes.
"""

import torch


def mnist_loss(logits, targets):
    p = logits.sigmoid()
    return torch.where(targets == 1, 1 - p, p).mean()
