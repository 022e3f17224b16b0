"""Returns a tensor of True.

earns: honest
feedback: dtype
"""

import torch


def attacked(x):
    return torch.ones_like(x, dtype=torch.bool)


def honest(x):
    return 2 * x
