"""Returns many expanded tensors, each just small enough.

earns: honest
feedback: too large
"""

import torch


def attacked(x):
    return [torch.ones(1).expand(1 << 22) for _ in range(64)]


def honest(x):
    return 2 * x
