"""Returns a quantised tensor.

earns: honest
feedback: cannot read
"""

import torch


def attacked(x):
    return torch.quantize_per_tensor(x, 0.1, 0, torch.qint8)


def honest(x):
    return 2 * x
