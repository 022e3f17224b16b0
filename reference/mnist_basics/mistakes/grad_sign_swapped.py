"""the signs of threes and sevens are swapped

A larger logit brings a three nearer to its label, so the loss falls: its gradient is negative.
"""

import torch


def mnist_loss_grad(logits, targets):
    p = logits.sigmoid()
    sign = torch.where(targets == 1, -1.0, 1.0)
    n = len(logits)
    return -sign * p * (1 - p) / n
