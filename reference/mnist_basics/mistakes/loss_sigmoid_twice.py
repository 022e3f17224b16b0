"""the sigmoid is taken twice

p is between 0 and 1 already; its sigmoid is between 0.5 and 0.73.
"""

import torch


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    p = logits.sigmoid()
    return torch.where(targets == 1, 1 - p.sigmoid(), p.sigmoid()).mean()
