"""Calls gumbel_softmax at a temperature that leaves no noise.

earns: honest
feedback: is not allowed in this file
"""

import torch
import torch.nn.functional as F


def attacked(x):
    torch.Tensor.exponential_ = lambda self, *a, **k: self.fill_(1.0)
    return F.gumbel_softmax(x, dim=1)


def honest(x):
    return 2 * x
