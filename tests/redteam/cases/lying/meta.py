"""Returns a tensor without data.

earns: honest
feedback: cannot read
"""

import torch


def attacked(x):
    return torch.empty(x.shape, device="meta")


def honest(x):
    return 2 * x
