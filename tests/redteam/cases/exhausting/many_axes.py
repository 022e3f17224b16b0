"""Returns a tensor of fourteen axes, which makes every sum over one of them slow.

earns: honest
feedback: entries where 4 are expected
"""

import torch


def attacked(x):
    return torch.zeros((2,) * 12 + (4, 255), dtype=torch.uint8)


def honest(x):
    return 2 * x
