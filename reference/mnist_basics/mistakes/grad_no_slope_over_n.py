"""the slope of the sigmoid is left out, the 1/n is there

The chain has a link between prediction and logit: the sigmoid, whose slope is at most a quarter.
"""

import torch


def mnist_loss_grad(logits, targets):
    p = logits.sigmoid()
    sign = torch.where(targets == 1, -1.0, 1.0)
    n = len(logits)
    return (sign + 0 * p) / n
