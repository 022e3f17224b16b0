"""the sigmoid is left out

Outputs above 1 make the loss negative, without a lower end. Squash the logits first.
"""

import torch


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    return torch.where(targets == 1, 1 - logits, logits).mean()
