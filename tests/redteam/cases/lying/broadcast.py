"""Returns a tensor of one entry, hoping that it is broadcast.

earns: honest
feedback: wrong shape | shape
"""

import torch


def attacked(x):
    return torch.tensor([[0.5]])


def honest(x):
    return 2 * x
