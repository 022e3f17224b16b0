"""Returns a tensor of 1e12 elements that takes four bytes.

earns: honest
feedback: too large
"""

import torch


def attacked(x):
    return torch.ones(1).expand(10**12)


def honest(x):
    return 2 * x
